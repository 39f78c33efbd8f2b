import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../lib/coded-error.ts';
import { isCorruption } from './damage.ts';
import { checkpointErrors } from './errors.ts';
import { busyTimeoutMs, inspectFile } from './inspect-file.ts';
import { keepTemporaryFilesBeside } from './temporary-files.ts';

/**
 * Lets `read` look at one moment of the ledger, without locking it; works beside a running daemon.
 * @throws CodedError CHECKPOINT_MISSING, CHECKPOINT_OLDER, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN, CHECKPOINT_DAMAGED
 */
export function readLedger<T>(path: string, read: (database: DatabaseSync) => T): T {
  refuseUnreadable(path);
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    keepTemporaryFilesBeside(database, path);
    // All that is read belongs to the same moment: sums are compared with the rows they count.
    database.exec('BEGIN');
    return read(database);
  } catch (error) {
    const row = isCorruption(error) ? checkpointErrors.damaged : checkpointErrors.writeFailed;
    throw new CodedError(row, path, { cause: error });
  } finally {
    database.close();
  }
}

function refuseUnreadable(path: string): void {
  if (!existsSync(path)) throw new CodedError(checkpointErrors.missing, path);
  const condition = inspectFile(path, 'head');
  if (condition === 'absent') throw new CodedError(checkpointErrors.missing, path);
  if (condition !== 'ours') throw new CodedError(checkpointErrors[condition], path);
}
