import type { RecordContext } from '../../model/document.ts';
import { addError, type Draft, moveOut } from '../draft.ts';
import type { EcsDocument, EventFields } from '../ecs-document.ts';
import { isoDate } from '../parse/iso-date.ts';
import { canonicalJsonText } from '../parse/json-text.ts';
import type { JsonObject } from '../parse/json-value.ts';
import { numberText } from '../parse/text.ts';

/** Version of the Elastic Common Schema that the field names are taken from. */
export const ECS_VERSION = '8.11.0';

/** The audit log began in this century; a CreationTime outside of these years is a mistake of the producer. */
const CENTURY = '20';

/** A record's own `Id`, or undefined when it is none that could tell two records apart. */
function usableId(id: unknown): string | undefined {
  if (typeof id === 'number') return numberText(id);
  return typeof id === 'string' && id.trim() !== '' ? id : undefined;
}

/**
 * What `_id` is derived from. A record without `Id` is identified by its own text: the API delivers blobs more than once, and
 * only an id that is the same at every delivery keeps the second one from becoming a second document. `record` is the one that was
 * delivered, before any member of it was parsed.
 */
export function identityOf({ document }: Draft, record: JsonObject): string {
  return document.event.id ?? canonicalJsonText(record);
}

/** When a record says it happened, ISO 8601; undefined when it does not say so credibly. */
function credibleTime(creationTime: unknown): string | undefined {
  const time = isoDate(creationTime);
  return time?.startsWith(CENTURY) === true ? time : undefined;
}

/** A new draft with the members that every document has; `created` is the blob's contentCreated, ISO 8601. */
export function newDraft(
  record: JsonObject,
  { members, remembered }: Pick<Draft, 'members' | 'remembered'>,
  recordType: number,
  context: RecordContext,
  created: string,
): Draft {
  const creationTime = credibleTime(members.original('CreationTime'));
  const draft: Draft = {
    record,
    recordType,
    document: newDocument(context, creationTime ?? created, created),
    members,
    remembered,
    relatedIps: [],
    relatedUsers: [],
  };
  const id = usableId(members.original('Id'));
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
    event: newEvent(dataset, created),
    organization: undefined,
    user: undefined,
    client: undefined,
    source: undefined,
    server: undefined,
    destination: undefined,
    network: undefined,
    host: undefined,
    user_agent: undefined,
    file: undefined,
    url: undefined,
    process: undefined,
    email: undefined,
    related: undefined,
    o365: { audit: {} },
  };
}

function newEvent(dataset: string, created: string): EventFields {
  return {
    kind: 'event',
    category: ['web'],
    type: ['info'],
    created,
    dataset,
    module: 'o365',
    id: undefined,
    action: undefined,
    provider: undefined,
    code: undefined,
    outcome: undefined,
    severity: undefined,
  };
}
