import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Looking for damage in proportion. Reading every page of a large ledger takes seconds, so it is done only where there
 * is a reason: the last run did not end by itself (a -wal file is left), or it met damage (a mark is left). After any
 * other end, only what is cheap is looked at: the head, the length of the file, and every table but the long ones.
 * What lies deeper shows when it is read, leaves the mark, and is set aside at the next start.
 */

const shortTables = ['streams', 'listed_spans', 'hours', 'gaps', 'gap_changes', 'drift'];

/** The mark beside a checkpoint in which damage was met. */
function markPath(path: string): string {
  return `${path}.suspect`;
}

export function markSuspect(path: string): void {
  try {
    writeFileSync(markPath(path), '');
  } catch {
    // Where not even that can be written, the error that led here is told all the same.
  }
}

export function clearMark(path: string): void {
  rmSync(markPath(path), { force: true });
}

/** Whether there is a reason to read every page. */
export function isSuspect(path: string): boolean {
  if (existsSync(markPath(path))) return true;
  const wal = `${path}-wal`;
  return existsSync(wal) && statSync(wal).size > 0;
}

/** Whether anything is wrong with the pages. */
export function isDamaged(database: DatabaseSync, path: string, thorough: boolean): boolean {
  const says = (check: string) => database.prepare(`PRAGMA quick_check(${check})`).get()?.quick_check;
  if (thorough) return says('1') !== 'ok';
  return isCutShort(database, path) || tablesOf(database).some((table) => says(table) !== 'ok');
}

/** SQLITE_CORRUPT (11) and SQLITE_NOTADB (26), extended codes included; anything else is about access, not content. */
export function isCorruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff)) return true;
  return isCorruption(error.cause);
}

/** A file that is shorter than its head says; what is still in the -wal file is not in it yet. */
function isCutShort(database: DatabaseSync, path: string): boolean {
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) return false;
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  return statSync(path).size < pages * pageBytes;
}

function tablesOf(database: DatabaseSync): string[] {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map((row) => String(row.name));
  return shortTables.filter((table) => tables.includes(table));
}
