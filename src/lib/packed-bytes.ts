import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A ninth of the size of JSON text, for 2 ns a byte; more effort takes twice that and saves nothing. */
const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** How much is compressed by itself, and made whole again at a time. */
const blockBytes = 256 * 1024;
/** The least that a decompressor takes for its output (Node.js documentation, zlib, chunkSize). */
const leastChunkBytes = 64;

/** Some bytes that are held compressed. */
export class PackedBytes {
  /** Of the bytes themselves. */
  readonly length: number;
  #packed: ArrayBuffer;

  /** @param bytes are copied */
  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    const packed = zstdCompressSync(bytes, fastest);
    // In memory of its own: what the compressor returns may be the beginning of something larger.
    this.#packed = new ArrayBuffer(packed.length);
    new Uint8Array(this.#packed).set(packed);
  }

  /** In memory. */
  get heldBytes(): number {
    return this.#packed.byteLength;
  }

  /** The bytes, made anew each time. */
  unpack(): Buffer {
    return zstdDecompressSync(this.#packed, { chunkSize: Math.max(leastChunkBytes, this.length) });
  }

  /** Gives the memory back at once. */
  release(): void {
    this.#packed = this.#packed.transfer(0);
  }
}

/** Collects bytes of unknown length, each block of them compressed as soon as it is full. */
export class PackedBlocks {
  readonly #full: PackedBytes[] = [];
  readonly #block = Buffer.allocUnsafeSlow(blockBytes);
  #used = 0;
  #packedBytes = 0;

  /** What it will take in memory when it is of this length in all, going by the blocks so far. */
  heldBytesAt(length: number): number {
    const whole = Math.max(1, this.#full.length) * blockBytes;
    return blockBytes + Math.round(this.#packedBytes * Math.max(1, length / whole));
  }

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + blockBytes - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
      if (this.#used === blockBytes) this.#pack();
    }
  }

  /** The blocks in order; nothing may be added after that. */
  end(): readonly PackedBytes[] {
    if (this.#used > 0) this.#pack();
    return this.#full;
  }

  #pack(): void {
    const packed = new PackedBytes(this.#block.subarray(0, this.#used));
    this.#packedBytes += packed.heldBytes;
    this.#full.push(packed);
    this.#used = 0;
  }
}
