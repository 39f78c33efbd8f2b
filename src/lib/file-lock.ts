import { DatabaseSync } from 'node:sqlite';
import { errorMessage } from './error-message.ts';

export interface FileLock {
  release(): void;
}

/**
 * Takes a lock until `release` or the end of the process. It is an exclusive transaction on a small SQLite file: the operating
 * system drops it however the process ends, so a SIGKILL leaves nothing to clean up. No process id is involved: containers that
 * share the volume see each other's lock, whatever their processes are called.
 *
 * @param path of a file of its own; created where it is missing, and left there
 * @returns null where somebody else has it; SQLite tells the same of a file system that has no locks (ENOLCK)
 * @throws whatever keeps the file from being opened
 */
export function tryLock(path: string): FileLock | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // The transaction never commits: without a journal file there is nothing to roll back after a kill.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (errorMessage(error).includes('locked')) return null;
    throw error;
  }
  const held = database;
  return { release: () => held.close() };
}
