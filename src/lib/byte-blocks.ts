const leastBlockBytes = 16 * 1024;
const largestBlockBytes = 1024 * 1024;

interface Block {
  readonly memory: ArrayBuffer;
  readonly bytes: Buffer;
}

/**
 * Collects bytes of unknown length in blocks of its own, without ever moving what it has. What comes from a socket is
 * copied, so that the many small buffers of one read are garbage at once.
 */
export class ByteBlocks {
  readonly #full: Buffer[] = [];
  #current: Block;
  #used = 0;
  #length = 0;

  /** @param expectedBytes the length, where it is known */
  constructor(expectedBytes = 0) {
    this.#current = newBlock(expectedBytes);
  }

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.#used === this.#current.bytes.length) this.#begin();
      const part = bytes.subarray(from, from + this.#current.bytes.length - this.#used);
      this.#current.bytes.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
    }
    this.#length += bytes.length;
  }

  /** The blocks in order, each in memory of its own; nothing may be added after that. */
  end(): readonly Buffer[] {
    return [...this.#full, Buffer.from(this.#current.memory.transfer(this.#used))];
  }

  #begin(): void {
    this.#full.push(this.#current.bytes);
    this.#current = newBlock(this.#full.reduce((sum, { length }) => sum + length, 0));
    this.#used = 0;
  }
}

function newBlock(expectedBytes: number): Block {
  const memory = new ArrayBuffer(Math.min(largestBlockBytes, Math.max(leastBlockBytes, expectedBytes)));
  return { memory, bytes: Buffer.from(memory) };
}
