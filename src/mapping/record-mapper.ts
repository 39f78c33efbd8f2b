import { isJsonObject } from '../lib/json-object.ts';
import type { MappedRecord, RecordContext, RecordMapper } from '../model/document.ts';
import type { DriftListener } from '../model/drift.ts';
import { applyAction } from './actions.ts';
import { auditMembers } from './audit/audit-members.ts';
import type { UndeclaredMember } from './audit/remainder.ts';
import { documentId } from './document-id.ts';
import { copyText, type Draft } from './draft.ts';
import { DriftWatch } from './drift-watch.ts';
import type { EcsDocument } from './ecs-document.ts';
import type { GeoLookup } from './enrich/geo-lookup.ts';
import type { UserAgentLookup } from './enrich/user-agent.ts';
import { keepExpectedTypes } from './expected-types.ts';
import { auditShape } from './fields/audit-shape.ts';
import { GENERAL_ACTIONS } from './general-actions.ts';
import { InstantText } from './instant-text.ts';
import { jsonText } from './parse/json-text.ts';
import type { JsonObject } from './parse/json-value.ts';
import { wholeNumber } from './parse/text.ts';
import { RecordMembers } from './record-members.ts';
import { Remembered } from './remembered.ts';
import { severityOf } from './severity.ts';
import { mapClientAddress } from './steps/addresses.ts';
import { mapAlertData } from './steps/alert-data.ts';
import { mapCommonSchema } from './steps/common-schema.ts';
import { setDetectedValuesApart } from './steps/detected-values.ts';
import { identityOf, newDraft } from './steps/envelope.ts';
import { splitIdentities } from './steps/identities.ts';
import { reshapeLists } from './steps/lists.ts';
import { mapMail } from './steps/mail.ts';
import { mapOrigin } from './steps/origin.ts';
import { mapRelated } from './steps/related.ts';
import { splitUrl } from './steps/urls.ts';
import { wellFormedJsonText } from './well-formed.ts';
import { workloadOf } from './workloads/registry.ts';

export interface RecordMapperOptions {
  /** Places and autonomous systems of IP addresses; null: no enrichment. */
  readonly geoip: GeoLookup | null;
  /** Names of programs and devices in user agents; null: no enrichment. */
  readonly userAgent: UserAgentLookup | null;
  /** Keep the whole record as text in event.original. Default false: it doubles the size of a document. */
  readonly originalEvent?: boolean;
  /** Called at each sight of a record type, a workload or a field that the tables do not have: names only, no values. */
  readonly onDrift?: DriftListener;
}

/**
 * The mapper of audit records to ECS documents: pure apart from the caches of its lookups, synchronous, and total. It never
 * throws on any JSON value; what is no object cannot become a document and says so.
 */
export function createRecordMapper(options: RecordMapperOptions): RecordMapper {
  const drift = options.onDrift === undefined ? undefined : new DriftWatch(options.onDrift);
  const mapping: Mapping = {
    ...options,
    members: new RecordMembers(auditShape()),
    remembered: new Remembered(),
    instants: new InstantText(),
    drift,
  };
  return (record, context) => {
    if (!isJsonObject(record))
      return { kind: 'unmappable', reason: `the record is ${kindOf(record)}, not an object` };
    return mapRecord(record, context, mapping);
  };
}

/** What a mapper holds from one record to the next. */
interface Mapping extends RecordMapperOptions {
  readonly members: RecordMembers;
  readonly remembered: Remembered;
  readonly instants: InstantText;
  readonly drift: DriftWatch | undefined;
}

function mapRecord(record: JsonObject, context: RecordContext, mapping: Mapping): MappedRecord {
  const created = mapping.instants.of(context.contentCreatedMs);
  const readable = mapping.members.read(record);
  const draft = newDraft(
    readable,
    mapping,
    recordTypeOf(mapping.members.original('RecordType')),
    context,
    created,
  );
  mapCommonSchema(draft);
  reshapeLists(draft);
  setDetectedValuesApart(draft);
  draft.document.event.severity = severityOf(copyText(draft, 'Severity'));
  mapWorkload(draft);
  mapClientAddress(draft);
  splitIdentities(draft);
  mapOrigin(draft);
  mapMail(draft);
  mapAlertData(draft);
  mapRelated(draft);
  splitUrl(draft.document);
  enrich(draft.document, mapping);
  draft.document.o365.audit = watchedMembers(draft, mapping);
  if (mapping.originalEvent === true) draft.document.event.original = jsonText(record);
  return {
    kind: 'document',
    document: {
      id: documentId(identityOf(draft, record)),
      dataStream: `logs-${context.dataset}-${context.namespace}`,
      source: wellFormedJsonText(draft.document),
    },
  };
}

/** o365.audit, and what in the record is unknown. */
function watchedMembers(draft: Draft, { drift }: Mapping): Record<string, unknown> {
  if (drift === undefined) return auditMembers(draft);
  drift.seeEnvelope(draft.record, draft.recordType);
  const undeclared: UndeclaredMember[] = [];
  const audit = auditMembers(draft, undeclared);
  if (undeclared.length > 0) drift.seeFields(undeclared);
  return audit;
}

/** The number of the record type; -1 for none. Some producers write it as text. */
function recordTypeOf(value: unknown): number {
  const number = wholeNumber(value);
  return number !== undefined && number >= 0 ? number : -1;
}

function mapWorkload(draft: Draft): void {
  const workload = workloadOf(draft.recordType);
  const { action } = draft.document.event;
  if (action !== undefined) {
    const key = draft.remembered.actionKeys.of(action);
    applyAction(draft, key, GENERAL_ACTIONS);
    if (workload?.actions !== undefined) applyAction(draft, key, workload.actions);
  }
  workload?.map?.(draft);
  keepExpectedTypes(draft.document.event);
}

function enrich(document: EcsDocument, options: RecordMapperOptions): void {
  const { source, user_agent: userAgent } = document;
  if (options.geoip !== null && source?.ip !== undefined) {
    const place = options.geoip(source.ip);
    if (place?.geo !== undefined) source.geo = place.geo;
    if (place?.as !== undefined) source.as = place.as;
  }
  if (options.userAgent !== null && userAgent?.original !== undefined) {
    document.user_agent = { ...options.userAgent(userAgent.original), original: userAgent.original };
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
