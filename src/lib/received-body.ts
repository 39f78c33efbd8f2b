import { pipeline, Readable } from 'node:stream';
import { type Decoder, decoderOf, decompress } from './content-decoder.ts';

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
    this.#decoder = decoderOf(encoding);
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
