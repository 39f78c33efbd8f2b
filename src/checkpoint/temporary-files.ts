import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Has SQLite put its temporary files, which it needs to sort much, into the folder of the checkpoint. The folders that it
 * looks for itself ($TMPDIR, /var/tmp, /tmp) cannot be written in a container whose root file system is read-only, and a
 * large ledger then fails with a disk I/O error (SQLITE_IOERR_GETTEMPPATH). Holds for the whole process (SQLite
 * documentation, PRAGMA temp_store_directory). Where the folder cannot be written, by a reader of another user, SQLite
 * chooses. Not within a transaction.
 */
export function keepTemporaryFilesBeside(database: DatabaseSync, path: string): void {
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return;
  }
  database.exec(`PRAGMA temp_store_directory = '${folder.replaceAll("'", "''")}'`);
}
