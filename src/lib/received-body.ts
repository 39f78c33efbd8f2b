import { pipeline, Readable } from 'node:stream';
import { type Decoder, decoderOf, decompress } from './content-decoder.ts';
import { bytesOf, giveBack, type HeldBlock, heldBytesOf } from './held-block.ts';

/** What a decompressor produces at a time. */
const chunkSize = 256 * 1024;

/**
 * A body as it is held: in blocks, since one piece would take its memory twice, and compressed where it is large, since
 * that takes a tenth. A small one is decompressed when it is first asked for, and stays so.
 */
export class ReceivedBody {
  #blocks: readonly HeldBlock[];
  #decoder: Decoder | undefined;

  /**
   * @param blocks to be used by nobody else from now on
   * @param encoding the answer's content-encoding, if it has one
   */
  constructor(blocks: readonly HeldBlock[], encoding = 'identity') {
    this.#blocks = blocks;
    this.#decoder = decoderOf(encoding);
  }

  /** Bytes in memory. */
  get heldBytes(): number {
    return sum(this.#blocks.map(heldBytesOf));
  }

  /**
   * The decompressed body in one piece; null where that would take more than `limitBytes`.
   * @throws the decompressor's error where the compressed body is cut or damaged
   */
  whole(limitBytes: number): Buffer | null {
    if (sum(this.#blocks.map(({ length }) => length)) > limitBytes) return null;
    const [first] = this.#blocks;
    const isOne = first instanceof Buffer && this.#blocks.length === 1;
    const joined = isOne ? first : Buffer.concat(this.#blocks.map(bytesOf));
    const plain = this.#decoder === undefined ? joined : decompress(this.#decoder, joined, limitBytes);
    if (plain === null) return null;
    if (plain !== first) this.release();
    this.#blocks = [plain];
    this.#decoder = undefined;
    return plain;
  }

  /** The decompressed body, part by part. Rejects with the decompressor's error where the compressed body is cut or damaged. */
  async *chunks(): AsyncGenerator<Buffer> {
    const received = this.#received();
    if (this.#decoder === undefined) {
      yield* received;
      return;
    }
    const decoder = this.#decoder.stream({ chunkSize });
    // The error reaches whoever reads from the decoder.
    pipeline(Readable.from(received), decoder, () => undefined);
    yield* decoder;
  }

  /** Gives the memory back at once: left to the garbage collector, tens of megabytes would pile up. */
  release(): void {
    for (const block of this.#blocks) giveBack(block);
    this.#blocks = [];
  }

  *#received(): Generator<Buffer> {
    for (const block of this.#blocks) yield bytesOf(block);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
