import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isCorruption, isDamaged } from './damage.ts';
import { lockPath } from './ledger-lock.ts';
import { applicationId, migrations } from './schema.ts';

/** What stands at the checkpoint's path. older: ours, of an earlier version. */
export type FileCondition = 'absent' | 'ours' | 'older' | 'newer' | 'foreign' | 'damaged';

/** How closely to look for damage; see damage.ts. */
export type Scrutiny = 'head' | 'proportionate' | 'thorough';

/** A reader and a writer that open a ledger at once after a kill wait for each other's recovery of it. */
export const busyTimeoutMs = 10_000;

/**
 * Looks at the file without changing it, and through SQLite only: any other descriptor of it that this process closed would
 * drop the locks of the ledger that it has open (POSIX advisory locks; SQLite documentation, "How To Corrupt An SQLite
 * Database File").
 */
export function inspectFile(path: string, scrutiny: Scrutiny): FileCondition {
  if (!existsSync(path)) return 'absent';
  const stats = statSync(path);
  // A folder, most often: that of the checkpoint in the place of its file.
  if (!stats.isFile()) return 'foreign';
  if (stats.size === 0) return 'absent';
  // Our lock file beside it tells a ledger that lost its head from a file that was never ours.
  const wasOurs = existsSync(lockPath(path));
  try {
    return inspectDatabase(path, scrutiny, wasOurs);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    return wasOurs ? 'damaged' : 'foreign';
  }
}

function inspectDatabase(path: string, scrutiny: Scrutiny, wasOurs: boolean): FileCondition {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    const id = database.prepare('PRAGMA application_id').get()?.application_id;
    // Killed before its first transaction: nothing is in it yet.
    if (id === 0 && wasOurs && tableCount(database) === 0) return 'absent';
    if (id !== applicationId) return 'foreign';
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > migrations.length) return 'newer';
    if (scrutiny !== 'head' && isDamaged(database, path, scrutiny === 'thorough')) return 'damaged';
    return version < migrations.length ? 'older' : 'ours';
  } finally {
    database.close();
  }
}

function tableCount(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables);
}
