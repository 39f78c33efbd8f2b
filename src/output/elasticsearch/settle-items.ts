import type { ItemVerdict } from './classify-item.ts';
import type { ClientFailure } from './client-failure.ts';
import type { BulkItem } from './document-queue.ts';
import { elasticsearchErrors } from './errors.ts';

/** The documents of a batch that have no fate yet. */
export interface Unsettled {
  readonly retry: readonly BulkItem[];
  /** Too large as part of this request; to be sent in smaller ones. */
  readonly tooLarge: readonly BulkItem[];
  /** Why the first of `retry` is sent again. */
  readonly failure: ClientFailure | undefined;
}

const unanswered: ItemVerdict = {
  kind: 'retry',
  row: elasticsearchErrors.badAnswer,
  detail: 'an item without an answer',
};

/** Tells each write the fates of its documents, and returns those without one. `verdicts` are in the order of `items`. */
export function settleItems(items: readonly BulkItem[], verdicts: readonly ItemVerdict[]): Unsettled {
  const retry: BulkItem[] = [];
  const tooLarge: BulkItem[] = [];
  let failure: ClientFailure | undefined;
  for (const [index, item] of items.entries()) {
    const verdict = verdicts[index] ?? unanswered;
    if (verdict.kind === 'retry') {
      failure ??= { row: verdict.row, detail: verdict.detail };
      retry.push(item);
    } else if (verdict.kind !== 'too_large') {
      item.write.settle(item.position, verdict);
    } else if (items.length === 1) {
      item.write.settle(item.position, { ...verdict, kind: 'rejected' });
    } else {
      tooLarge.push(item);
    }
  }
  return { retry, tooLarge, failure };
}
