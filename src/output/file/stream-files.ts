import { open as openFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatFileName } from './output-file-name.ts';

/** What is needed of an open file. */
export interface AppendableFile {
  appendFile(data: Buffer): Promise<void>;
  datasync(): Promise<void>;
  stat(): Promise<{ readonly size: number; readonly ino: number; readonly dev: number }>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export type OpenFile = (path: string, flags: 'a') => Promise<AppendableFile>;

/** The files of one data stream on disk: appends to the last one, and never leaves half a line behind. */
export class StreamFiles {
  readonly #folder: string;
  readonly #dataStream: string;
  readonly #open: OpenFile;
  #sequence: number;
  /** Bytes of the current file that are known to be on disk. */
  #durableBytes: number;
  #file: AppendableFile | undefined;
  /** An append failed, and the file was not opened again since. */
  #failed = false;

  constructor(folder: string, dataStream: string, open: OpenFile, last = { sequence: 0, bytes: 0 }) {
    this.#folder = folder;
    this.#dataStream = dataStream;
    this.#open = open;
    this.#sequence = last.sequence;
    this.#durableBytes = last.bytes;
  }

  /** Bytes of the current file; undefined before the first. */
  get bytes(): number | undefined {
    return this.#sequence === 0 ? undefined : this.#durableBytes;
  }

  /** The next append goes into a new file. */
  async rotate(): Promise<void> {
    // What a failed append left behind it is cut off first.
    if (this.#failed) await this.#current();
    await this.close();
    // One that is there already, such as one out of an archive, is not ours to write to.
    do this.#sequence += 1;
    while (await stat(this.#path()).catch(() => undefined));
    this.#durableBytes = 0;
  }

  /** Resolves when the bytes are on disk. When it rejects, none of them will be found. */
  async append(data: Buffer): Promise<void> {
    const file = await this.#current();
    try {
      await file.appendFile(data);
      await file.datasync();
      this.#durableBytes += data.length;
    } catch (error) {
      // After a failed sync nobody knows what is on disk. The next append opens the file again and cuts it there.
      this.#file = undefined;
      this.#failed = true;
      await file.truncate(this.#durableBytes).catch(() => undefined);
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #current(): Promise<AppendableFile> {
    if (this.#file !== undefined) {
      if (await this.#isInPlace(this.#file)) return this.#file;
      // What was written to it has gone with it. A number of its own, lest the next file replaces it where it is now.
      await this.rotate();
    }
    const file = await this.#open(this.#path(), 'a');
    try {
      // An operator may have moved the file away; truncating would fill the new one with zeros.
      this.#durableBytes = Math.min(this.#durableBytes, (await file.stat()).size);
      await file.truncate(this.#durableBytes);
      if (this.#durableBytes === 0) await syncFolder(this.#folder);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#file = file;
    this.#failed = false;
    return file;
  }

  /** Whether the open file is still the one in the folder: one that was deleted takes documents, and nobody ever finds them. */
  async #isInPlace(file: AppendableFile): Promise<boolean> {
    const [open, found] = await Promise.all([file.stat(), stat(this.#path()).catch(() => undefined)]);
    // It may have been emptied, too.
    this.#durableBytes = Math.min(this.#durableBytes, open.size);
    return found?.ino === open.ino && found.dev === open.dev;
  }

  #path(): string {
    return join(this.#folder, formatFileName({ dataStream: this.#dataStream, sequence: this.#sequence }));
  }
}

/** A new file is only safe when its folder is on disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
