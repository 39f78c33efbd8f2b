import { isJsonObject } from '../../lib/json-object.ts';
import {
  addCategories,
  addTypes,
  copyText,
  type Draft,
  markAlert,
  memberOf,
  moveText,
  originalOf,
  reshape,
} from '../draft.ts';
import type { EventOutcome, FileFields } from '../ecs-document.ts';
import { isoDate } from '../parse/iso-date.ts';
import { isEmpty } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import { addEmail, addEmailAddress } from '../steps/mail.ts';
import { mapRules } from './dlp-rules.ts';
import { mapNamedFile } from './named-file.ts';
import type { Workload } from './workload.ts';

const EXCHANGE = 13;

/** Results of looking for sensitive information, with or without a policy. */
export const dataClassification: Workload = {
  recordTypes: [33, 107, 291],
  map(draft) {
    addCategories(draft, ['file']);
    addTypes(draft, ['access']);
    mapClassified(draft);
    mapNamedFile(draft, 'ObjectId');
    mapRules(draft, [originalOf(draft, 'PolicyDetails')]);
  },
};

/** Data loss prevention in SharePoint, OneDrive and Exchange. */
export const dataLossPrevention: Workload = {
  recordTypes: [11, EXCHANGE],
  map(draft) {
    markAlert(draft);
    addCategories(draft, ['file']);
    addTypes(draft, ['access']);
    mapSharePoint(draft);
    mapExchange(draft);
    const reason = originalOf(draft, 'ExceptionInfo');
    if (typeof reason === 'string' && reason !== '') reshape(draft, 'ExceptionInfo', { Reason: reason });
    const { event } = draft.document;
    event.severity = 0;
    const rules = mapRules(draft, [originalOf(draft, 'PolicyDetails')], {
      ids: textsOf(moveText(draft, 'PolicyId')),
      names: textsOf(moveText(draft, 'PolicyName')),
    });
    event.outcome = outcomeOfMatch(
      draft,
      rules.some((rule) => rule.blocks),
    );
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
    rest[name] = undefined;
  }
  if (taken.size > 0) reshape(draft, member, rest);
  return taken;
}

function mapSharePoint(draft: Draft): void {
  const { document } = draft;
  const metadata = originalOf(draft, 'SharePointMetaData');
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

/** The file or message of a classification; its members stay under o365.audit too. */
function mapClassified(draft: Draft): void {
  const file = originalOf(draft, 'SharePointMetaData');
  const message = originalOf(draft, 'ExchangeMetaData');
  if (isJsonObject(file)) {
    const url = textOf(file.FilePathUrl);
    if (url !== undefined) draft.document.url = { ...draft.document.url, original: url };
    const name = textOf(file.FileName);
    if (name !== undefined) draft.document.file = { ...draft.document.file, name };
  }
  if (!isJsonObject(message)) return;
  addEmailAddress(draft, 'from', message.From);
  addEmailAddress(draft, 'to', message.To);
  addEmail(draft, 'message_id', message.MessageID);
  addEmail(draft, 'subject', message.Subject);
}

function mapExchange(draft: Draft): void {
  const metadata = originalOf(draft, 'ExchangeMetaData');
  if (!isJsonObject(metadata)) return;
  const from = takeTexts(draft, 'ExchangeMetaData', ['From']).get('From');
  if (from !== undefined) draft.document.source = { ...draft.document.source, user: { email: from } };
  const to = [metadata.To, metadata.CC, metadata.BCC].flatMap(textsOf);
  addEmailAddress(draft, 'cc', metadata.CC);
  addEmailAddress(draft, 'bcc', metadata.BCC);
  addEmail(draft, 'message_id', metadata.MessageID);
  addEmail(draft, 'subject', metadata.Subject);
  if (to.length > 0) draft.document.destination = { ...draft.document.destination, user: { email: to } };
}

/** Whether the access that the rules are about took place: blocked access is a failure, unless the block was lifted. */
function outcomeOfMatch(draft: Draft, blocked: boolean): EventOutcome {
  if (!blocked) return 'success';
  const action = draft.document.event.action?.toLowerCase();
  if (action === 'dlpruleundo') return 'success';
  if (action === 'dlpinfo') return 'failure';
  return isBlank(originalOf(draft, 'ExceptionInfo')) ? 'failure' : 'success';
}

/** Whether it says nothing, nor does any of its members. */
function isBlank(value: unknown): boolean {
  return isEmpty(value) || (isJsonObject(value) && Object.values(value).every(isEmpty));
}

function messageOf(draft: Draft): string {
  const metadata = originalOf(draft, 'ExchangeMetaData');
  const subject =
    (isJsonObject(metadata) ? textOf(metadata.Subject) : undefined) ?? copyText(draft, 'Subject');
  const action = draft.document.event.action;
  const user = draft.document.user?.id;
  if (subject === undefined && action === undefined && user === undefined) return 'Office365 Alert';
  return `Office365 Alert: ${action ?? ''} detected in email sent by ${user ?? ''} with subject '${subject ?? ''}'`;
}
