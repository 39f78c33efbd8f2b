import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';
import { checkpointErrors } from './errors.ts';

export interface LedgerLock {
  release(): void;
}

/** The lock's own file beside the checkpoint, so that readers such as `status` stay free to open the checkpoint. */
export function lockPath(checkpointPath: string): string {
  return `${checkpointPath}.lock`;
}

/**
 * Makes this process the checkpoint's only writer until `release` or the end of the process.
 * The lock is an exclusive transaction on a small SQLite file: the operating system drops it however the process
 * ends, so a SIGKILL leaves nothing to clean up. No process id is involved: containers that share the volume see each
 * other's lock, whatever their processes are called. A network file system without locks would not show it.
 * @throws CodedError CHECKPOINT_LOCKED, CHECKPOINT_UNWRITABLE
 */
export function acquireLedgerLock(checkpointPath: string): LedgerLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockPath(checkpointPath), { timeout: 0 });
    // The transaction never commits: without a journal file there is nothing to roll back after a kill.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const busy = errorMessage(error).includes('locked');
    throw new CodedError(busy ? checkpointErrors.locked : checkpointErrors.unwritable, checkpointPath, {
      cause: error,
    });
  }
  const held = database;
  return { release: () => held.close() };
}
