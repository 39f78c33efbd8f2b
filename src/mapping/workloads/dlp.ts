import { isJsonObject } from '../../lib/json-object.ts';
import { addCategories, addTypes, copyText, type Draft, memberOf, moveText, reshape } from '../draft.ts';
import type { EventOutcome, FileFields } from '../ecs-document.ts';
import { isoDate } from '../parse/iso-date.ts';
import { isEmpty, type JsonObject } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import { severityOf } from '../severity.ts';
import type { Workload } from './workload.ts';

const EXCHANGE = 13;

/** Data loss prevention in SharePoint, OneDrive and Exchange. */
export const dataLossPrevention: Workload = {
  recordTypes: [11, EXCHANGE],
  map(draft) {
    draft.document.event.kind = 'alert';
    addCategories(draft, ['file']);
    addTypes(draft, ['access']);
    mapSharePoint(draft);
    mapExchange(draft);
    const reason = draft.record.ExceptionInfo;
    if (typeof reason === 'string' && reason !== '') reshape(draft, 'ExceptionInfo', { Reason: reason });
    mapRules(draft);
    if (draft.recordType === EXCHANGE) draft.document.message = messageOf(draft);
  },
};

/** Takes named texts out of an object member of the record. */
function takeTexts(draft: Draft, member: string, names: readonly string[]): Map<string, string> {
  const taken = new Map<string, string>();
  const value = memberOf(draft, member);
  if (!isJsonObject(value)) return taken;
  const rest: Record<string, unknown> = { ...value };
  for (const name of names) {
    const text = textOf(value[name]);
    if (text === undefined) continue;
    taken.set(name, text);
    delete rest[name];
  }
  if (taken.size > 0) reshape(draft, member, rest);
  return taken;
}

function mapSharePoint(draft: Draft): void {
  const { document } = draft;
  const metadata = draft.record.SharePointMetaData;
  if (!isJsonObject(metadata)) return;
  const names = [
    'FileName',
    'FilePathUrl',
    'FileOwner',
    textOf(metadata.UniqueId) === undefined ? 'UniqueID' : 'UniqueId',
  ];
  const taken = takeTexts(
    draft,
    'SharePointMetaData',
    document.user?.id === undefined ? [...names, 'From'] : names,
  );
  const user = taken.get('From');
  if (user !== undefined) document.user = { ...document.user, id: user };
  const original = taken.get('FilePathUrl');
  if (original !== undefined) document.url = { ...document.url, original };
  const file: FileFields = document.file ?? {};
  setPresent(file, 'name', taken.get('FileName'));
  setPresent(file, 'owner', taken.get('FileOwner'));
  setPresent(file, 'inode', taken.get('UniqueId') ?? taken.get('UniqueID'));
  setPresent(file, 'mtime', isoDate(metadata.LastModifiedTime) ?? isoDate(metadata.ItemLastModifiedTime));
  if (Object.keys(file).length > 0) document.file = file;
}

function mapExchange(draft: Draft): void {
  const metadata = draft.record.ExchangeMetaData;
  if (!isJsonObject(metadata)) return;
  const from = takeTexts(draft, 'ExchangeMetaData', ['From']).get('From');
  if (from !== undefined) draft.document.source = { ...draft.document.source, user: { email: from } };
  const to = [metadata.To, metadata.CC, metadata.BCC].flatMap(textsOf);
  if (to.length > 0) draft.document.destination = { ...draft.document.destination, user: { email: to } };
}

/** A rule of a policy that matched. */
interface MatchedRule {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly severity: number;
  readonly blocks: boolean;
}

function matchedRules(policyDetails: unknown): MatchedRule[] {
  const policies: unknown[] = Array.isArray(policyDetails) ? policyDetails : [policyDetails];
  const rules = policies.flatMap((policy): unknown[] => {
    const list = isJsonObject(policy) ? policy.Rules : undefined;
    return Array.isArray(list) ? list : [list];
  });
  return rules.filter(isJsonObject).map((rule: JsonObject) => ({
    id: textOf(rule.RuleId),
    name: textOf(rule.RuleName),
    severity: severityOf(textOf(rule.Severity)) ?? 0,
    blocks: textsOf(rule.Actions).some((action) => action.toLowerCase() === 'blockaccess'),
  }));
}

function mapRules(draft: Draft): void {
  const { document } = draft;
  const rules = matchedRules(draft.record.PolicyDetails);
  const ids = textsOf(moveText(draft, 'PolicyId'));
  const names = textsOf(moveText(draft, 'PolicyName'));
  for (const { id, name } of rules) {
    if (id === undefined || name === undefined) continue;
    ids.push(id);
    names.push(name);
  }
  if (ids.length > 0 || names.length > 0) {
    document.rule = { ...(ids.length > 0 ? { id: ids } : {}), ...(names.length > 0 ? { name: names } : {}) };
  }
  document.event.severity = rules.reduce((highest, rule) => Math.max(highest, rule.severity), 0);
  document.event.outcome = outcomeOfMatch(
    draft,
    rules.some((rule) => rule.blocks),
  );
}

/** Whether the access that the rules are about took place: blocked access is a failure, unless the block was lifted. */
function outcomeOfMatch(draft: Draft, blocked: boolean): EventOutcome {
  if (!blocked) return 'success';
  const action = draft.document.event.action?.toLowerCase();
  if (action === 'dlpruleundo') return 'success';
  if (action === 'dlpinfo') return 'failure';
  return isEmpty(draft.record.ExceptionInfo) ? 'failure' : 'success';
}

function messageOf(draft: Draft): string {
  const metadata = draft.record.ExchangeMetaData;
  const subject =
    (isJsonObject(metadata) ? textOf(metadata.Subject) : undefined) ?? copyText(draft, 'Subject');
  const action = draft.document.event.action;
  const user = draft.document.user?.id;
  if (subject === undefined && action === undefined && user === undefined) return 'Office365 Alert';
  return `Office365 Alert: ${action ?? ''} detected in email sent by ${user ?? ''} with subject '${subject ?? ''}'`;
}
