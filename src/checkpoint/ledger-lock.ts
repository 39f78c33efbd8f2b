import { CodedError } from '../lib/coded-error.ts';
import { type FileLock, tryLock } from '../lib/file-lock.ts';
import { checkpointErrors } from './errors.ts';

export type LedgerLock = FileLock;

/** The lock's own file beside the checkpoint, so that readers such as `status` stay free to open the checkpoint. */
export function lockPath(checkpointPath: string): string {
  return `${checkpointPath}.lock`;
}

/**
 * Makes this process the checkpoint's only writer until `release` or the end of the process.
 * @throws CodedError CHECKPOINT_LOCKED, CHECKPOINT_UNWRITABLE
 */
export function acquireLedgerLock(checkpointPath: string): LedgerLock {
  const lock = tryLedgerLock(checkpointPath);
  if (lock === null) throw new CodedError(checkpointErrors.locked, checkpointPath);
  return lock;
}

function tryLedgerLock(checkpointPath: string): FileLock | null {
  try {
    return tryLock(lockPath(checkpointPath));
  } catch (error) {
    throw new CodedError(checkpointErrors.unwritable, checkpointPath, { cause: error });
  }
}
