import { accessSync, constants, existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { clearMark, isCorruption, isSuspect, markSuspect } from './damage.ts';
import { checkpointErrors } from './errors.ts';
import { dropHeldLettersTable } from './held-letters.ts';
import { busyTimeoutMs, type FileCondition, inspectFile } from './inspect-file.ts';
import { acquireLedgerLock, type LedgerLock, lockPath } from './ledger-lock.ts';
import { applicationId, migrations } from './schema.ts';
import { keepTemporaryFilesBeside } from './temporary-files.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly lock: LedgerLock;
  /** Where a damaged predecessor was set aside, if there was one. */
  readonly setAside: string | null;
  /** Nothing was in the file, or there was none, though a ledger was begun there before. */
  readonly foundEmpty: boolean;
}

/** Told before a checkpoint of an earlier version is brought up to date, which takes a while where it is large. */
export type MigrationListener = (fromVersion: number) => void;

/**
 * Opens the checkpoint for writing, alone: creates it where there is none, brings an older one up to date, sets a
 * damaged one aside. A newer or foreign file is refused and left as it is.
 * @throws CodedError CHECKPOINT_UNWRITABLE, CHECKPOINT_LOCKED, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN
 */
export function openDatabase(path: string, clock: Clock, onMigration?: MigrationListener): OpenedDatabase {
  prepareFolder(path);
  const begunBefore = existsSync(lockPath(path));
  const lock = acquireLedgerLock(path);
  try {
    // Under the lock, since another process may just be creating the file.
    const condition = inspectFile(path, isSuspect(path) ? 'thorough' : 'proportionate');
    refuse(condition, path);
    const setAside = condition === 'damaged' ? moveAside(path, clock()) : null;
    clearMark(path);
    const foundEmpty = condition === 'absent' && begunBefore;
    return { database: openForWriting(path, onMigration), lock, setAside, foundEmpty };
  } catch (error) {
    lock.release();
    if (error instanceof CodedError) throw error;
    if (isCorruption(error)) markSuspect(path);
    throw new CodedError(checkpointErrors.unwritable, path, { cause: error });
  }
}

/**
 * Opens the checkpoint for writing beside the daemon that holds its lock. Sound for work that is done in single
 * transactions: SQLite lets one writer at a time through.
 * @throws CodedError CHECKPOINT_OLDER, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN, CHECKPOINT_DAMAGED, CHECKPOINT_MISSING
 */
export function openDatabaseBeside(path: string): DatabaseSync {
  const condition = inspectFile(path, 'head');
  if (condition === 'absent') throw new CodedError(checkpointErrors.missing, path);
  if (condition !== 'ours') throw new CodedError(checkpointErrors[condition], path);
  return connect(path);
}

/** Makes the folder, and looks at a file that has no lock of ours beside it, so that no lock is put beside a foreign one. */
function prepareFolder(path: string): void {
  try {
    makeFolder(dirname(path));
    // SQLite opens a file that may only be read, and then the first change of it would fail.
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    if (!existsSync(lockPath(path))) refuse(inspectFile(path, 'head'), path);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError(checkpointErrors.unwritable, path, { cause: error });
  }
}

function refuse(condition: FileCondition, path: string): void {
  if (condition === 'newer') throw new CodedError(checkpointErrors.newer, path);
  if (condition === 'foreign') throw new CodedError(checkpointErrors.foreign, path);
}

function moveAside(path: string, nowMs: number): string {
  const target = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(path, target);
  for (const suffix of ['-wal', '-shm']) {
    try {
      renameSync(path + suffix, target + suffix);
    } catch {
      // Present only after a kill in the middle of a transaction.
    }
  }
  return target;
}

/**
 * How a power cut is survived. The write-ahead log (WAL) takes each change first and is synced before the call returns
 * (synchronous FULL): what the ledger has promised, such as an acknowledged blob, stays promised; a change that was
 * under way is absent as a whole. Documents are written before the ledger learns of them, so what a cut undoes is only
 * done again. The log is copied into the file now and then, with the log synced before the copy and the file after it,
 * so that at each moment one of the two is whole (SQLite documentation, "Write-Ahead Logging", PRAGMA synchronous).
 * WAL also lets `status` read while the daemon writes. It needs a local file system: the readers share memory.
 */
function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  keepTemporaryFilesBeside(database, path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864`);
  return database;
}

function openForWriting(path: string, onMigration?: MigrationListener): DatabaseSync {
  const database = connect(path);
  try {
    migrate(database, onMigration);
    database.exec(dropHeldLettersTable);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** In one transaction: a reader sees the ledger before or after, and a kill leaves it as it was. */
function migrate(database: DatabaseSync, onMigration?: MigrationListener): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  const pending = migrations.slice(version);
  if (pending.length === 0) return;
  if (version > 0) onMigration?.(version);
  database.exec(
    `BEGIN; ${pending.join(';')}; PRAGMA application_id = ${applicationId};
     PRAGMA user_version = ${migrations.length}; COMMIT`,
  );
}
