/** A text longer than a third of it gets memory of its own. */
const blockBytes = 256 * 1024;
/** Blocks that wait to be used again, at most. */
const keptBlocks = 32;
/** UTF-16 units become at most so many bytes of UTF-8 each. */
const mostBytesPerUnit = 3;

/**
 * Blocks of memory for texts in UTF-8. Texts that wait as strings are moved to the old generation by the garbage
 * collector, and make it collect all of it again and again; in blocks that are used again they cost it nothing.
 */
export class TextBlocks {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
  }

  giveBack(blocks: readonly Buffer[]): void {
    this.#free.push(...blocks.slice(0, keptBlocks - this.#free.length));
  }
}

/** Some texts as bytes; when none of them is needed any more, their memory is given back at once. */
export class EncodedTexts {
  readonly #blocks: TextBlocks;
  readonly #used: Buffer[] = [];
  #block: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(blocks: TextBlocks) {
    this.#blocks = blocks;
  }

  /** The text in UTF-8; lone surrogates become U+FFFD. Valid until `release`. */
  add(text: string): Buffer {
    const mostBytes = text.length * mostBytesPerUnit;
    if (mostBytes > blockBytes) return Buffer.from(text);
    if (this.#length + mostBytes > this.#block.length) {
      this.#block = this.#blocks.take();
      this.#used.push(this.#block);
      this.#length = 0;
    }
    const from = this.#length;
    this.#length += this.#block.write(text, from);
    return this.#block.subarray(from, this.#length);
  }

  /** To be called once at most, and only when nobody reads any of the bytes any more. */
  release(): void {
    this.#blocks.giveBack(this.#used);
  }
}
