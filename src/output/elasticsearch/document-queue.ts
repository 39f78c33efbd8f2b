import type { Document } from '../../model/document.ts';
import type { Refusal } from '../../model/output.ts';
import type { PendingWrite } from '../pending-write.ts';
import { type BatchLimits, fillBatch, type WaitingDocuments } from './plan-batch.ts';

/** One document of one write, as it goes into a bulk request. */
export interface BulkItem {
  readonly write: PendingWrite;
  /** Index of the document in its write. */
  readonly position: number;
  /** The action line, JSON text. */
  readonly action: string;
  readonly document: Document;
  /** Of both lines with their line ends. */
  readonly bytes: number;
  readonly queuedMs: number;
  /** 0: its full form; each further one has less that a mapping may refuse. */
  readonly form: number;
  /** Why the document in its full form was refused; there where this is another form. */
  readonly refusal?: Refusal;
}

export function bulkItem(
  document: Document,
  position: number,
  write: PendingWrite,
  queuedMs: number,
): BulkItem {
  const action = `{"create":{"_index":${JSON.stringify(document.dataStream)},"_id":${JSON.stringify(document.id)}}}`;
  const bytes = Buffer.byteLength(action) + document.source.length + 2;
  return { write, position, action, document, bytes, queuedMs, form: 0 };
}

/** The same document of the same write in its next form. */
export function safeItem(item: BulkItem, document: Document, refusal: Refusal): BulkItem {
  const { position, write, queuedMs, form } = item;
  return {
    ...bulkItem(document, position, write, queuedMs),
    form: form + 1,
    refusal: item.refusal ?? refusal,
  };
}

/** Documents that wait for their first request, in the order in which they came. */
export class DocumentQueue {
  #items: BulkItem[] = [];
  #bytes = 0;

  push(items: readonly BulkItem[]): void {
    for (const item of items) {
      this.#items.push(item);
      this.#bytes += item.bytes;
    }
  }

  waiting(nowMs: number): WaitingDocuments {
    const first = this.#items[0];
    return {
      count: this.#items.length,
      bytes: this.#bytes,
      ageMs: first === undefined ? 0 : nowMs - first.queuedMs,
    };
  }

  /** Takes what fits into one request. */
  take(limits: BatchLimits): readonly BulkItem[] {
    const count = fillBatch(sizesOf(this.#items), limits);
    const taken = this.#items.splice(0, count);
    for (const item of taken) this.#bytes -= item.bytes;
    return taken;
  }

  /** Forgets the documents of writes that nobody waits for any more. */
  dropSettled(): void {
    this.#items = this.#items.filter(({ write }) => !write.settled);
    this.#bytes = this.#items.reduce((bytes, item) => bytes + item.bytes, 0);
  }
}

function* sizesOf(items: readonly BulkItem[]): Generator<number> {
  for (const item of items) yield item.bytes;
}
