import { IdSet } from './id-set.ts';

/**
 * Remembers the ids of the last documents of a data stream: at least as many as fit into a number of bytes of their lines,
 * at most twice as many. The older half is forgotten at once, so that nothing has to be forgotten one by one.
 */
export class RecentIds {
  readonly #bytes: number;
  #older = new IdSet();
  #newer = new IdSet();
  #newerBytes = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** @param words of idWords */
  has(words: Uint32Array): boolean {
    return this.#newer.has(words) || this.#older.has(words);
  }

  /**
   * @param words of idWords
   * @param lineBytes of the document's line, which measures how far back the memory reaches
   */
  add(words: Uint32Array, lineBytes: number): void {
    if (this.#newerBytes >= this.#bytes) {
      this.#older = this.#newer;
      this.#newer = new IdSet();
      this.#newerBytes = 0;
    }
    this.#newer.add(words);
    this.#newerBytes += lineBytes;
  }
}
