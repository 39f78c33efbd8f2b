import { ByteBlocks } from './byte-blocks.ts';
import { giveBack, type HeldBlock } from './held-block.ts';
import { PackedBlocks } from './packed-bytes.ts';

export interface BodyIntakeOptions {
  /** The length that was announced; 0 where it was not. */
  readonly announcedBytes: number;
  /** From this length on the body is held compressed. Infinity: as it comes, since it comes compressed. */
  readonly packFromBytes: number;
}

/** A body while it is being received: it is held as it comes, or, where it turns out to be large, compressed. */
export class BodyIntake {
  readonly #announcedBytes: number;
  readonly #packFromBytes: number;
  #blocks: ByteBlocks | PackedBlocks;

  constructor({ announcedBytes, packFromBytes }: BodyIntakeOptions) {
    this.#announcedBytes = announcedBytes;
    this.#packFromBytes = packFromBytes;
    this.#blocks = new ByteBlocks(Math.min(announcedBytes, packFromBytes));
  }

  add(bytes: Uint8Array): void {
    this.#blocks.add(bytes);
    if (this.#blocks instanceof ByteBlocks && this.#blocks.length > this.#packFromBytes) {
      this.#blocks = pack(this.#blocks.end());
    }
  }

  /**
   * What the whole body will take in memory, by what is known of it: a length that was announced or, of one that is
   * being compressed, how far that has brought it down.
   */
  get expectedBytes(): number {
    if (this.#blocks instanceof PackedBlocks) return this.#blocks.heldBytesAt(this.#announcedBytes);
    const { length } = this.#blocks;
    return this.#announcedBytes > this.#packFromBytes ? length : Math.max(length, this.#announcedBytes);
  }

  /** The blocks in order; nothing may be added after that. */
  end(): readonly HeldBlock[] {
    return this.#blocks.end();
  }
}

function pack(blocks: readonly Buffer[]): PackedBlocks {
  const packed = new PackedBlocks();
  for (const block of blocks) {
    packed.add(block);
    giveBack(block);
  }
  return packed;
}
