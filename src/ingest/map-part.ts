import type { EncodedTexts } from '../lib/text-blocks.ts';
import { jsonText } from '../mapping/parse/json-text.ts';
import type { Document, RecordContext, RecordMapper } from '../model/document.ts';
import type { DeadLetter, PendingBlob } from '../model/ledger.ts';
import { encodeDocument } from './encode-document.ts';
import type { FilterRule, RecordFilter } from './record-filter.ts';

/** The records of a part of a blob, each on its way: to the output, filtered out, or kept as a dead letter. */
export interface MappedPart {
  readonly records: number;
  readonly filtered: number;
  /** How many each rule of the filters left out. */
  readonly byRule: ReadonlyMap<FilterRule, number>;
  readonly documents: readonly Document[];
  /**
   * Where the record behind each document stands in the part, at the same index. Not the records themselves: parsed,
   * they take several times the memory of their text, and only a rejected document needs its own again.
   */
  readonly recordAt: readonly number[];
  readonly deadLetters: readonly DeadLetter[];
}

/**
 * Maps each record of a part, one by one.
 * @param texts where the documents' bytes are put
 */
export function mapPart(
  records: Iterable<unknown>,
  blob: PendingBlob,
  options: { readonly mapper: RecordMapper; readonly filter: RecordFilter; readonly dataset: string },
  texts: EncodedTexts,
): MappedPart {
  const context: RecordContext = {
    namespace: blob.stream.namespace,
    dataset: options.dataset,
    contentCreatedMs: blob.createdMs,
  };
  const documents: Document[] = [];
  const recordAt: number[] = [];
  const deadLetters: DeadLetter[] = [];
  const byRule = new Map<FilterRule, number>();
  let count = 0;
  let filtered = 0;
  for (const record of records) {
    count += 1;
    const rule = options.filter(record, blob.stream);
    if (rule !== null) {
      filtered += 1;
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
      continue;
    }
    const mapped = options.mapper(record, context);
    if (mapped.kind === 'document') {
      documents.push(encodeDocument(mapped.document, texts.add(mapped.document.source)));
      recordAt.push(count - 1);
    } else deadLetters.push(deadLetter(record, 'unmappable', mapped.reason));
  }
  return { records: count, filtered, byRule, documents, recordAt, deadLetters };
}

/** A record kept whole, with the reason why it is not indexed. */
export function deadLetter(record: unknown, kind: string, reason: string): DeadLetter {
  return { recordId: idOf(record), kind, reason, record: jsonText(record) };
}

function idOf(record: unknown): string | null {
  if (typeof record !== 'object' || record === null || !('Id' in record)) return null;
  return typeof record.Id === 'string' ? record.Id : null;
}
