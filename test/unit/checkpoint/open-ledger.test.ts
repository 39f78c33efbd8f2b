import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { blob, stream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const now = Date.UTC(2026, 7, 10, 12);
const streams = [stream()];
const open = (path: string, of = streams) => openLedger(path, of, () => now);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return 'no error';
}

/** A ledger with one listed blob, closed. */
function existingLedger(): string {
  const path = join(tempFolder(), 'checkpoint.db');
  const { ledger } = open(path);
  ledger.recordListed(stream(), [blob('a', now)], now);
  ledger.close();
  return path;
}

describe('opening the checkpoint', () => {
  it('refuses a second writer and lets it in when the first has closed', () => {
    const path = join(tempFolder(), 'checkpoint.db');
    const { ledger } = open(path);

    expect(codeOf(() => open(path))).toBe('CHECKPOINT_LOCKED');
    ledger.close();
    expect(codeOf(() => open(path).ledger.close())).toBe('no error');
  });

  it('lets a reader look while the writer works', () => {
    const path = join(tempFolder(), 'checkpoint.db');
    const { ledger } = open(path);

    ledger.recordListed(stream(), [blob('a', now)], now);

    expect(readStatus(path, now).totals.listed).toBe(1);
    ledger.close();
  });

  it.skipIf(process.platform !== 'linux')('keeps its locks while its own process reads beside it', () => {
    const path = join(tempFolder(), 'checkpoint.db');
    const { ledger } = open(path);
    const { ino } = statSync(path);
    const locks = () =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`:${ino} `));
    const before = locks().length;

    readStatus(path, now);

    expect({ before, after: locks().length }).toEqual({ before: 1, after: 1 });
    ledger.close();
  });

  it('refuses a newer version and leaves every byte as it was', () => {
    const path = existingLedger();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 999');
    database.close();
    const before = readFileSync(path);

    expect(codeOf(() => open(path))).toBe('CHECKPOINT_NEWER');
    expect(codeOf(() => readStatus(path, now))).toBe('CHECKPOINT_NEWER');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses the ledger of other tenants, and takes one that shares a tenant', () => {
    const path = existingLedger();
    const other = stream('Audit.General', '99999999-2222-3333-4444-555555555555');

    expect(codeOf(() => open(path, [other]))).toBe('CHECKPOINT_OTHER_TENANT');
    expect(codeOf(() => open(path, [other, stream()]).ledger.close())).toBe('no error');
  });

  it.each([
    ['a text file', (path: string) => writeFileSync(path, 'precious notes\n')],
    [
      'the database of another program',
      (path: string) => {
        const database = new DatabaseSync(path);
        database.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
        database.close();
      },
    ],
  ])('refuses %s and leaves it untouched', (_name, create) => {
    const path = join(tempFolder(), 'checkpoint.db');
    create(path);
    const before = readFileSync(path);

    expect(codeOf(() => open(path))).toBe('CHECKPOINT_FOREIGN');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['checkpoint.db']);
  });

  it.each([
    ['its head', 0],
    ['its middle', 4096],
  ])('sets a ledger aside whose pages are garbage from %s on, and begins anew', (_name, from) => {
    const path = existingLedger();
    const size = readFileSync(path).length;
    const file = openSync(path, 'r+');
    writeSync(file, randomBytes(size - from), 0, size - from, from);
    closeSync(file);

    const { ledger, setAside } = open(path);

    expect(setAside).toMatch(/checkpoint\.db\.damaged-/);
    expect(readStatus(path, now).totals.listed).toBe(0);
    expect(readdirSync(dirname(path)).some((name) => name.includes('.damaged-'))).toBe(true);
    ledger.close();
  });

  it('begins anew where a predecessor was killed while it created the file', () => {
    const path = join(tempFolder(), 'checkpoint.db');
    writeFileSync(`${path}.lock`, '');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a); DROP TABLE t');
    database.close();

    expect(codeOf(() => open(path).ledger.close())).toBe('no error');
  });

  it('never hangs on a folder that cannot be made', () => {
    expect(codeOf(() => open('/proc/none/such/checkpoint.db'))).toBe('CHECKPOINT_UNWRITABLE');
  });

  it('takes an empty file for a new ledger', () => {
    const path = join(tempFolder(), 'checkpoint.db');
    writeFileSync(path, '');

    expect(codeOf(() => open(path).ledger.close())).toBe('no error');
  });

  it.each([
    ['was cut to nothing', (path: string) => truncateSync(path)],
    ['is gone', (path: string) => rmSync(path)],
  ])('tells that a ledger was begun here before where its file %s', (_name, damage) => {
    const path = existingLedger();
    damage(path);

    const { ledger, foundEmpty } = open(path);
    ledger.close();
    const next = open(path);
    next.ledger.close();

    expect([foundEmpty, next.foundEmpty]).toEqual([true, false]);
  });

  it('tells nothing of a ledger where there was none', () => {
    const { ledger, foundEmpty } = open(join(tempFolder(), 'checkpoint.db'));
    ledger.close();

    expect(foundEmpty).toBe(false);
  });

  it('names the folder that cannot be made', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');

    expect(codeOf(() => open(join(folder, 'file', 'checkpoint.db')))).toBe('CHECKPOINT_UNWRITABLE');
  });

  it('names the folder that cannot be written', (context) => {
    // A folder that refuses new files even to root, whom file modes do not bind.
    if (process.platform !== 'linux') context.skip('needs /proc, which only Linux has');

    expect(codeOf(() => open('/proc/self/checkpoint.db'))).toBe('CHECKPOINT_UNWRITABLE');
  });

  it('refuses a folder in the place of the file', () => {
    const path = tempFolder();

    expect(codeOf(() => open(path))).toBe('CHECKPOINT_FOREIGN');
    expect(codeOf(() => readStatus(path, now))).toBe('CHECKPOINT_FOREIGN');
    expect(readdirSync(path)).toEqual([]);
  });

  it('names the file that may only be read, such as one that another user made', () => {
    const path = existingLedger();
    chmodSync(path, 0o444);
    for (const place of [dirname(path), `${path}.lock`]) chmodSync(place, 0o777);
    const code = `
      const { openLedger } = await import('${import.meta.resolve('../../../src/checkpoint/sqlite-ledger.ts')}');
      try { openLedger(${JSON.stringify(path)}, ${JSON.stringify(streams)}, Date.now); }
      catch (error) { process.stdout.write(error.code); }`;

    // Root may write what it may only read.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const args = ['--no-warnings', '--input-type=module', '-e', code];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', ...user });

    expect(stderr).toBe('');
    expect(stdout).toBe('CHECKPOINT_UNWRITABLE');
  });

  it('tells a reader that there is no checkpoint yet', () => {
    expect(codeOf(() => readStatus(join(tempFolder(), 'none.db'), now))).toBe('CHECKPOINT_MISSING');
  });
});
