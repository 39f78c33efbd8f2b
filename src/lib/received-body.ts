import { pipeline, Readable, type Transform } from 'node:stream';
import { brotliDecompressSync, createBrotliDecompress, createUnzip, unzipSync } from 'node:zlib';

interface Decoder {
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

/** What a decompressor produces at a time. */
const chunkSize = 256 * 1024;

/**
 * A body as it was received: in blocks, since one piece would take its memory twice, and compressed, since that takes a
 * tenth. A small one is decompressed when it is first asked for, and stays so.
 */
export class ReceivedBody {
  #blocks: readonly Buffer[];
  #decoder: Decoder | undefined;

  /**
   * @param blocks to be used by nobody else from now on
   * @param encoding the answer's content-encoding, if it has one
   */
  constructor(blocks: readonly Buffer[], encoding = 'identity') {
    this.#blocks = blocks;
    this.#decoder = decoders.get(encoding.trim().toLowerCase());
  }

  /** Bytes in memory. */
  get heldBytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.length, 0);
  }

  /**
   * The decompressed body in one piece; null where that would take more than `limitBytes`.
   * @throws the decompressor's error where the compressed body is cut or damaged
   */
  whole(limitBytes: number): Buffer | null {
    if (this.heldBytes > limitBytes) return null;
    const [first] = this.#blocks;
    const joined = first !== undefined && this.#blocks.length === 1 ? first : Buffer.concat(this.#blocks);
    const plain = this.#decoder === undefined ? joined : decompress(this.#decoder, joined, limitBytes);
    if (plain === null) return null;
    if (plain !== first) this.release();
    this.#blocks = [plain];
    this.#decoder = undefined;
    return plain;
  }

  /** The decompressed body, part by part. Rejects with the decompressor's error where the compressed body is cut or damaged. */
  async *chunks(): AsyncGenerator<Buffer> {
    if (this.#decoder === undefined) {
      yield* this.#blocks;
      return;
    }
    const decoder = this.#decoder.stream({ chunkSize });
    // The error reaches whoever reads from the decoder.
    pipeline(Readable.from(this.#blocks), decoder, () => undefined);
    yield* decoder;
  }

  /** Gives the memory back at once: left to the garbage collector, tens of megabytes would pile up. */
  release(): void {
    for (const { buffer, byteLength } of this.#blocks) {
      // Small buffers share theirs with others.
      if (buffer.byteLength === byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
    }
    this.#blocks = [];
  }
}

function decompress(decoder: Decoder, bytes: Buffer, limitBytes: number): Buffer | null {
  // An answer without a body may still name an encoding.
  if (bytes.length === 0) return bytes;
  try {
    return decoder.sync(bytes, { maxOutputLength: limitBytes, chunkSize });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}
