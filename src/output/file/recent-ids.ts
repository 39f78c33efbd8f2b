/** Remembers the ids of the last documents of a data stream, as many as fit into a number of bytes of their lines. */
export class RecentIds {
  readonly #maxBytes: number;
  readonly #bytesById = new Map<string, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  has(id: string): boolean {
    return this.#bytesById.has(id);
  }

  /** @param lineBytes of the document's line, which measures how far back the memory reaches */
  add(id: string, lineBytes: number): void {
    this.#bytes += lineBytes - (this.#bytesById.get(id) ?? 0);
    this.#bytesById.delete(id);
    this.#bytesById.set(id, lineBytes);
    for (const [oldest, bytes] of this.#bytesById) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#bytesById.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}
