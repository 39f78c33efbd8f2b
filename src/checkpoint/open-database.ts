import { existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { checkpointErrors } from './errors.ts';
import { busyTimeoutMs, type FileCondition, inspectFile } from './inspect-file.ts';
import { acquireLedgerLock, type LedgerLock, lockPath } from './ledger-lock.ts';
import { applicationId, migrations } from './schema.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly lock: LedgerLock;
  /** Where a damaged predecessor was set aside, if there was one. */
  readonly setAside: string | null;
}

/**
 * Opens the checkpoint for writing, alone: creates it where there is none, brings an older one up to date, sets a
 * damaged one aside. A newer or foreign file is refused and left as it is.
 * @throws CodedError CHECKPOINT_UNWRITABLE, CHECKPOINT_LOCKED, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN
 */
export function openDatabase(path: string, clock: Clock): OpenedDatabase {
  prepareFolder(path);
  const lock = acquireLedgerLock(path);
  try {
    // Under the lock, since another process may just be creating the file.
    const condition = inspectFile(path, true);
    refuse(condition, path);
    const setAside = condition === 'damaged' ? moveAside(path, clock()) : null;
    return { database: openForWriting(path), lock, setAside };
  } catch (error) {
    lock.release();
    throw error instanceof CodedError
      ? error
      : new CodedError(checkpointErrors.unwritable, path, { cause: error });
  }
}

/** Makes the folder, and looks at a file that has no lock of ours beside it, so that no lock is put beside a foreign one. */
function prepareFolder(path: string): void {
  try {
    makeFolder(dirname(path));
    if (!existsSync(lockPath(path))) refuse(inspectFile(path, false), path);
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

function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  // WAL lets `status` read while the daemon writes. With FULL each commit is on the disk when the call returns,
  // so an acknowledged blob stays acknowledged through a power cut (SQLite documentation, PRAGMA synchronous).
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  migrate(database);
  return database;
}

function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    database.exec(
      `BEGIN; ${statements}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${index + 1}; COMMIT`,
    );
  }
}
