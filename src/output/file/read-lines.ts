import type { FileHandle } from 'node:fs/promises';
import { ID_PREFIX_BYTES } from './document-line.ts';

/** A whole line of a file, by its beginning. */
export interface LineBeginning {
  readonly beginning: string;
  /** Of the whole line with its end. */
  readonly bytes: number;
}

const CHUNK_BYTES = 1 << 20;
const LINE_END = 0x0a;

/**
 * The lines of a file from an offset on, in memory that does not depend on their length. A last line without its end is not
 * among them. Lines end at the byte 0x0A only: JSON text may hold every other thing that is called a line separator.
 */
export async function* readLines(file: FileHandle, fromOffset: number): AsyncGenerator<LineBeginning> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let offset = fromOffset;
  let line: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  const keep = (part: Buffer): void => {
    bytes += part.length;
    const wanted = part.subarray(0, ID_PREFIX_BYTES - kept);
    kept += wanted.length;
    if (wanted.length > 0) line.push(Buffer.from(wanted));
  };
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, offset);
    if (bytesRead === 0) return;
    offset += bytesRead;
    const read = chunk.subarray(0, bytesRead);
    let from = 0;
    for (let end = read.indexOf(LINE_END); end !== -1; end = read.indexOf(LINE_END, from)) {
      keep(read.subarray(from, end + 1));
      yield { beginning: Buffer.concat(line).toString(), bytes };
      line = [];
      kept = 0;
      bytes = 0;
      from = end + 1;
    }
    keep(read.subarray(from));
  }
}

/** Bytes of a file up to and with its last line end; what follows was not finished. */
export async function lengthOfWholeLines(file: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    const found = chunk.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
}
