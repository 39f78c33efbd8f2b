import type { RecordContext } from '../../model/document.ts';
import { addError, type Draft, moveOut } from '../draft.ts';
import type { EcsDocument } from '../ecs-document.ts';
import { parseIsoDate } from '../parse/iso-date.ts';
import { canonicalJsonText } from '../parse/json-text.ts';
import type { JsonObject } from '../parse/json-value.ts';
import { numberText } from '../parse/text.ts';

/** Version of the Elastic Common Schema that the field names are taken from. */
export const ECS_VERSION = '8.11.0';

/** The audit log began in this century; a CreationTime outside of these years is a mistake of the producer. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/** The record's own `Id`, or undefined when it has none that could tell two records apart. */
export function recordIdOf(record: JsonObject): string | undefined {
  const id = record.Id;
  if (typeof id === 'number') return numberText(id);
  return typeof id === 'string' && id.trim() !== '' ? id : undefined;
}

/**
 * What `_id` is derived from. A record without `Id` is identified by its own text: the API delivers blobs more than once, and
 * only an id that is the same at every delivery keeps the second one from becoming a second document.
 */
export function identityOf(record: JsonObject): string {
  return recordIdOf(record) ?? canonicalJsonText(record);
}

/** The form of every CreationTime seen: it needs no parsing, and no formatting. */
const PLAIN_TIME = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** When the record says it happened, ISO 8601; undefined when it does not say so credibly. */
export function creationTimeOf(record: JsonObject): string | undefined {
  const text = record.CreationTime;
  if (typeof text === 'string' && PLAIN_TIME.test(text)) return `${text}.000Z`;
  const ms = parseIsoDate(text);
  return ms === undefined || ms < EARLIEST_MS || ms >= LATEST_MS ? undefined : new Date(ms).toISOString();
}

/** A new draft with the members that every document has; `created` is the blob's contentCreated, ISO 8601. */
export function newDraft(
  record: JsonObject,
  recordType: number,
  context: RecordContext,
  created: string,
): Draft {
  const creationTime = creationTimeOf(record);
  const draft: Draft = {
    record,
    recordType,
    document: newDocument(context, creationTime ?? created, created),
    replaced: new Map(),
    relatedIps: [],
    relatedUsers: [],
  };
  const id = recordIdOf(record);
  if (id === undefined) {
    addError(draft, NO_ID, 'm365_audit_no_id');
  } else {
    draft.document.event.id = id;
    moveOut(draft, 'Id');
  }
  if (creationTime === undefined) addError(draft, NO_CREATION_TIME, 'm365_audit_no_creation_time');
  return draft;
}

const NO_ID = 'The record has no usable Id; _id is derived from its text.';
const NO_CREATION_TIME =
  'The record has no usable CreationTime; @timestamp is the time when its blob became available.';

function newDocument({ dataset, namespace }: RecordContext, timestamp: string, created: string): EcsDocument {
  return {
    '@timestamp': timestamp,
    data_stream: { type: 'logs', dataset, namespace },
    ecs: { version: ECS_VERSION },
    event: { kind: 'event', category: ['web'], type: ['info'], created, dataset, module: 'o365' },
    o365: { audit: {} },
  };
}
