import type { RejectedDocument, WriteResult } from '../model/output.ts';

/** What finally became of one document. */
export type Fate =
  | { readonly kind: 'indexed' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'rejected'; readonly type: string; readonly reason: string };

/**
 * One `write` on its way: collects the fates of its documents, which may come in any order and from several requests.
 * Resolves when the last one is known. A failed write stays failed; what is told of it later is ignored.
 */
export class PendingWrite {
  readonly result: Promise<WriteResult>;
  readonly #resolve: (result: WriteResult) => void;
  readonly #reject: (reason: unknown) => void;
  #remaining: number;
  #settled = false;
  #indexed = 0;
  #duplicates = 0;
  #dropped = 0;
  readonly #rejected: RejectedDocument[] = [];

  constructor(documents: number) {
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#remaining = documents;
    if (documents === 0) this.#finish();
  }

  /** True when nobody waits for this write any more. */
  get settled(): boolean {
    return this.#settled;
  }

  /** @param position index of the document in its write; told once for each document */
  settle(position: number, fate: Fate): void {
    if (this.#settled) return;
    if (fate.kind === 'indexed') this.#indexed += 1;
    else if (fate.kind === 'duplicate') this.#duplicates += 1;
    else if (fate.kind === 'dropped') this.#dropped += 1;
    else this.#rejected.push({ position, type: fate.type, reason: fate.reason });
    this.#remaining -= 1;
    if (this.#remaining === 0) this.#finish();
  }

  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#reject(reason);
  }

  #finish(): void {
    this.#settled = true;
    this.#resolve({
      indexed: this.#indexed,
      duplicates: this.#duplicates,
      ...(this.#dropped === 0 ? {} : { dropped: this.#dropped }),
      rejected: this.#rejected.toSorted((a, b) => a.position - b.position),
    });
  }
}
