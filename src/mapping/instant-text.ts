/** ISO 8601 texts of instants. Remembers the last one: all records of a blob have one contentCreated. */
export class InstantText {
  #ms = Number.NaN;
  #text = '';

  /** The text of epoch milliseconds; the epoch for a number that is no instant, so that a document always has a time. */
  of(ms: number): string {
    if (ms !== this.#ms || this.#text === '') {
      this.#ms = ms;
      this.#text = new Date(Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString();
    }
    return this.#text;
  }
}
