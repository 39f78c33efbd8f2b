import { randomUUID } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { type FileLock, tryLock } from '../../lib/file-lock.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import type { Document } from '../../model/document.ts';
import type { Output, WriteResult } from '../../model/output.ts';
import { OpenWrites } from '../open-writes.ts';
import { PendingWrite } from '../pending-write.ts';
import { fileOutputErrors } from './errors.ts';
import { parseFileName } from './output-file-name.ts';
import { RecentIds } from './recent-ids.ts';
import { recoverFiles } from './recover-files.ts';
import { type OpenFile, StreamFiles } from './stream-files.ts';
import { StreamWriter, type StreamWriterOptions } from './stream-writer.ts';

export interface FileOutputOptions extends StreamWriterOptions {
  /** The folder; created where it is missing. One process at a time may use it. */
  readonly path: string;
  /** How far back the ids of written documents are remembered, in bytes of each data stream; default 512 MiB. */
  readonly recoverBytes?: number;
  /** Opens the files that documents are appended to. */
  readonly openFile?: OpenFile;
  /** Locks a file; null where somebody else has it. */
  readonly lockFile?: (path: string) => FileLock | null;
}

/** More than any blob that was ever seen becomes, since a killed process may have written all but the end of one. */
const DEFAULT_RECOVER_BYTES = 512 << 20;

/** Of the lock's own file, which stays empty. */
const LOCK_NAME = '.lock';

/**
 * An output that appends documents to `<path>/<data stream>-<sequence>.ndjson`, one line each: {"_id": "...", "_source": {...}}.
 * A new file is begun before one would grow beyond `maxFileBytes`. A write resolves when its documents are on disk (fsync).
 *
 * @throws CodedError FILE_OUTPUT_UNUSABLE when the folder cannot be created, read or written, FILE_OUTPUT_LOCKED when another process
 *   writes there
 */
export async function openFileOutput(options: FileOutputOptions): Promise<Output> {
  const output = new FileOutput(options);
  try {
    makeFolder(options.path);
    // A file in the place of the folder is refused by the last part of this path.
    await access(`${options.path}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
    output.lock();
    await output.recover();
    return output;
  } catch (error) {
    output.unlock();
    if (error instanceof CodedError) throw error;
    throw new CodedError(fileOutputErrors.unusable, errorMessage(error), { cause: error });
  }
}

/** SQLite tells no missing locks (ENOLCK, as on NFS) from one that somebody has; but nobody has that of a new file. */
function hasLocks(folder: string, lockFile: typeof tryLock): boolean {
  const path = join(folder, `${LOCK_NAME}-${randomUUID()}`);
  try {
    const lock = lockFile(path);
    lock?.release();
    return lock !== null;
  } finally {
    rmSync(path, { force: true });
  }
}

class FileOutput implements Output {
  readonly #options: FileOutputOptions;
  readonly #openFile: OpenFile;
  readonly #recoverBytes: number;
  readonly #streams = new Map<string, StreamWriter>();
  readonly #writes = new OpenWrites();
  readonly #lifetime = new AbortController();
  #lock: FileLock | null = null;
  #closing = false;

  constructor(options: FileOutputOptions) {
    this.#options = options;
    this.#openFile = options.openFile ?? open;
    this.#recoverBytes = options.recoverBytes ?? DEFAULT_RECOVER_BYTES;
  }

  /** Two processes would cut off each other's lines. */
  lock(): void {
    const { path, lockFile = tryLock } = this.#options;
    try {
      this.#lock = lockFile(join(path, LOCK_NAME));
      // A file system without locks: nobody can be seen there, and documents can be written all the same.
      if (this.#lock !== null || !hasLocks(path, lockFile)) return;
    } catch {
      // The lock's file is another user's, or the like: the same.
      return;
    }
    throw new CodedError(fileOutputErrors.locked, path);
  }

  unlock(): void {
    this.#lock?.release();
    this.#lock = null;
  }

  /** Takes up each data stream of which there are files. */
  async recover(): Promise<void> {
    const { path: folder } = this.#options;
    const recoverBytes = this.#recoverBytes;
    const files = (await readdir(folder)).map(parseFileName).filter((name) => name !== undefined);
    for (const [dataStream, names] of Map.groupBy(files, (name) => name.dataStream)) {
      const sequences = names.map(({ sequence }) => sequence).toSorted((a, b) => a - b);
      const recent = new RecentIds(recoverBytes);
      const last = await recoverFiles({ folder, dataStream, sequences, recoverBytes, recent });
      this.#addStream(dataStream, recent, last);
    }
  }

  async write(documents: readonly Document[], signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    if (this.#closing) throw new Error('the file output is closed');
    const write = new PendingWrite(documents.length);
    const result = this.#writes.follow(write, signal);
    for (const [position, document] of documents.entries()) {
      this.#streamOf(document).push(document, position, write);
    }
    return await result;
  }

  /** Resolves when every write has ended and the files are closed. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#writes.ended();
    this.#lifetime.abort(new Error('the file output is closed'));
    await Promise.all(Array.from(this.#streams.values(), (stream) => stream.close()));
    this.unlock();
  }

  #streamOf({ dataStream }: Document): StreamWriter {
    return (
      this.#streams.get(dataStream) ??
      this.#addStream(dataStream, new RecentIds(this.#recoverBytes), { sequence: 0, bytes: 0 })
    );
  }

  #addStream(
    dataStream: string,
    recent: RecentIds,
    last: { readonly sequence: number; readonly bytes: number },
  ): StreamWriter {
    const files = new StreamFiles(this.#options.path, dataStream, this.#openFile, last);
    const stream = new StreamWriter(this.#options, files, recent, this.#lifetime.signal);
    this.#streams.set(dataStream, stream);
    return stream;
  }
}
