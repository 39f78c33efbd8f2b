import type { Transform } from 'node:stream';
import { brotliDecompressSync, createBrotliDecompress, createUnzip, unzipSync } from 'node:zlib';

/** Undoes one content-encoding: of a body at once, or of a stream. */
export interface Decoder {
  readonly sync: (bytes: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Buffer;
  readonly stream: (options: { chunkSize: number }) => Transform;
}

/** Tells gzip and deflate apart by itself. */
const unzip: Decoder = { sync: unzipSync, stream: createUnzip };
const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', unzip],
  ['x-gzip', unzip],
  ['deflate', unzip],
  ['br', { sync: brotliDecompressSync, stream: createBrotliDecompress }],
]);

const blockBytes = 256 * 1024;

/** @returns undefined for identity, and for what is not known */
export function decoderOf(contentEncoding: string): Decoder | undefined {
  return decoders.get(contentEncoding.trim().toLowerCase());
}

/**
 * The decompressed bytes; null where they would take more than `limitBytes`.
 * @throws the decompressor's error where they are cut or damaged
 */
export function decompress(decoder: Decoder, bytes: Buffer, limitBytes: number): Buffer | null {
  // An answer without a body may still name an encoding.
  if (bytes.length === 0) return bytes;
  try {
    return decoder.sync(bytes, { maxOutputLength: limitBytes, chunkSize: blockBytes });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}
