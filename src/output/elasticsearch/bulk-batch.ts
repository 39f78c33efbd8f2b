import type { BulkItem } from './document-queue.ts';

/** The documents of one bulk request, and what it has been through. */
export class BulkBatch {
  readonly items: readonly BulkItem[];
  /** Which attempt this is for its documents, from 1. */
  readonly attempt: number;
  /** How often in a row the connection was cut under it. */
  readonly cuts: number;
  readonly #controller = new AbortController();

  constructor(items: readonly BulkItem[], attempt = 1, cuts = 0) {
    this.items = items;
    this.attempt = attempt;
    this.cuts = cuts;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get bytes(): number {
    return this.items.reduce((bytes, item) => bytes + item.bytes, 0);
  }

  /** Aborts its request when nobody waits for any of its documents any more. */
  abortIfAbandoned(): void {
    if (this.items.every(({ write }) => write.settled)) this.#controller.abort();
  }

  /** The same batch without the documents of writes that have ended. */
  withoutSettled(): BulkBatch {
    const waiting = this.items.filter(({ write }) => !write.settled);
    return new BulkBatch(waiting, this.attempt, this.cuts);
  }

  halves(): readonly [BulkBatch, BulkBatch] {
    const middle = Math.ceil(this.items.length / 2);
    return [
      new BulkBatch(this.items.slice(0, middle), this.attempt),
      new BulkBatch(this.items.slice(middle), this.attempt),
    ];
  }
}
