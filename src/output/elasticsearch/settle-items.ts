import type { Document } from '../../model/document.ts';
import type { Refusal } from '../../model/output.ts';
import type { ItemVerdict } from './classify-item.ts';
import type { ClientFailure } from './client-failure.ts';
import { type BulkItem, safeItem } from './document-queue.ts';
import { elasticsearchErrors } from './errors.ts';

/**
 * The next form of a refused document, one that more mappings take, with the same `_id` and data stream; undefined where it
 * has none.
 * @param step how many forms come before it, the full one included
 */
export type SafeForm = (document: Document, refusal: Refusal, step: number) => Document | undefined;

/** The documents of a batch that have no fate yet. */
export interface Unsettled {
  readonly retry: readonly BulkItem[];
  /** Too large as part of this request; to be sent in smaller ones. */
  readonly tooLarge: readonly BulkItem[];
  /** Refused, now in their next form. */
  readonly safe: readonly BulkItem[];
  /** Why the first of `retry` is sent again. */
  readonly failure: ClientFailure | undefined;
}

const unanswered: ItemVerdict = {
  kind: 'retry',
  row: elasticsearchErrors.badAnswer,
  detail: 'an item without an answer',
};

/** Tells each write the fates of its documents, and returns those without one. `verdicts` are in the order of `items`. */
export function settleItems(
  items: readonly BulkItem[],
  verdicts: readonly (ItemVerdict | undefined)[],
  safeForm: SafeForm,
): Unsettled {
  const retry: BulkItem[] = [];
  const tooLarge: BulkItem[] = [];
  const safe: BulkItem[] = [];
  let failure: ClientFailure | undefined;
  for (const [index, item] of items.entries()) {
    const verdict = verdicts[index] ?? unanswered;
    if (verdict.kind === 'retry') {
      failure ??= { row: verdict.row, detail: verdict.detail };
      retry.push(item);
    } else if (verdict.kind === 'rejected') {
      safe.push(...settleRefused(item, verdict, safeForm));
    } else if (verdict.kind !== 'too_large') {
      item.write.settle(item.position, verdict);
    } else if (items.length === 1) {
      settleRejected(item, verdict);
    } else {
      tooLarge.push(item);
    }
  }
  return { retry, tooLarge, safe, failure };
}

/** The document in its next form where it has one; otherwise the refusal is final. */
export function settleRefused(item: BulkItem, refusal: Refusal, safeForm: SafeForm): readonly BulkItem[] {
  const document = safeForm(item.document, refusal, item.form + 1);
  if (document !== undefined) return [safeItem(item, document, refusal)];
  settleRejected(item, refusal);
  return [];
}

/** The refusal of the full form comes first: that of the last form only says why nothing else helped. */
export function settleRejected({ write, position, refusal }: BulkItem, { type, reason }: Refusal): void {
  const fate =
    refusal === undefined
      ? { type, reason }
      : { type: refusal.type, reason: `${refusal.reason}; in its safe form: ${type}: ${reason}` };
  write.settle(position, { kind: 'rejected', ...fate });
}

/** How many documents were taken in their safe form, by the kind of refusal that their full form met. */
export function countSafeForms(
  items: readonly BulkItem[],
  verdicts: readonly (ItemVerdict | undefined)[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [index, { refusal }] of items.entries()) {
    if (refusal === undefined || verdicts[index]?.kind !== 'indexed') continue;
    counts.set(refusal.type, (counts.get(refusal.type) ?? 0) + 1);
  }
  return counts;
}
