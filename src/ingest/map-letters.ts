import { parseExactJson } from '../lib/exact-json.ts';
import { stripBom } from '../lib/strip-bom.ts';
import type { KeptDeadLetter } from '../model/dead-letter.ts';
import type { Document, MappedDocument, RecordMapper } from '../model/document.ts';
import type { DeadLetter } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { encodeDocument } from './encode-document.ts';
import { ingestErrors } from './errors.ts';
import { deadLetter } from './map-part.ts';
import type { FilterRule } from './record-filter.ts';

export interface ReplayMapping {
  readonly mapper: RecordMapper;
  /** Of each stream its tenant's own. */
  readonly filter: (record: unknown, stream: Stream) => FilterRule | null;
  readonly dataset: string;
}

/** The records of the dead letters of one blob, each on its way. */
export interface MappedLetters {
  /** Each with the dead letter that it becomes again if the output refuses it. */
  readonly documents: readonly { readonly document: Document; readonly letter: DeadLetter }[];
  readonly filtered: number;
  readonly rejected: readonly DeadLetter[];
  /** A kept body has become records. */
  readonly wholeBlob: boolean;
}

/** Kinds of dead letters that hold the body of a blob instead of a record. */
const bodyKinds: readonly string[] = [
  ingestErrors.notJson.code,
  ingestErrors.notArray.code,
  ingestErrors.unmappable.code,
];

/** Maps the records of dead letters of one blob again, with today's filters and mapping; pure. */
export function mapLetters(letters: readonly KeptDeadLetter[], mapping: ReplayMapping): MappedLetters {
  const documents: { document: Document; letter: DeadLetter }[] = [];
  const rejected: DeadLetter[] = [];
  let filtered = 0;
  let wholeBlob = false;
  for (const kept of letters) {
    const records = recordsOf(kept);
    if (records === null) {
      rejected.push(kept);
      continue;
    }
    if (bodyKinds.includes(kept.kind)) wholeBlob = true;
    for (const { record, letter } of records) {
      const result = mapRecord(record, kept, mapping);
      if (result.kind === 'document') documents.push({ document: encodeDocument(result.document), letter });
      else if (result.kind === 'filtered') filtered += 1;
      else rejected.push({ ...letter, kind: 'unmappable', reason: result.reason });
    }
  }
  return { documents, filtered, rejected, wholeBlob };
}

type ReadRecord = { readonly record: unknown; readonly letter: DeadLetter };

/** The records that a dead letter holds: itself, or those of the body that it is; null where it is still no JSON. */
function recordsOf(kept: KeptDeadLetter): readonly ReadRecord[] | null {
  const { recordId, kind, reason, record: text } = kept;
  let parsed: unknown;
  try {
    parsed = parseExactJson(stripBom(text));
  } catch {
    return null;
  }
  if (!bodyKinds.includes(kind)) {
    return [{ record: parsed, letter: { recordId, kind, reason, record: text } }];
  }
  if (!Array.isArray(parsed)) return null;
  return parsed.map((record: unknown) => ({ record, letter: deadLetter(record, kind, reason) }));
}

type MappedAgain =
  | { readonly kind: 'document'; readonly document: MappedDocument }
  | { readonly kind: 'filtered' }
  | { readonly kind: 'unmappable'; readonly reason: string };

/** A mapper that throws has a defect; the record stays where it is safe. */
function mapRecord(
  record: unknown,
  { stream, createdMs }: KeptDeadLetter,
  { mapper, filter, dataset }: ReplayMapping,
): MappedAgain {
  try {
    if (filter(record, stream) !== null) return { kind: 'filtered' };
    return mapper(record, { namespace: stream.namespace, dataset, contentCreatedMs: createdMs });
  } catch {
    return { kind: 'unmappable', reason: 'the mapper failed' };
  }
}
