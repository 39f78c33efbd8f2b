import { isJsonObject } from '../../lib/json-object.ts';
import { addOnce, type Draft, isEmailAddress, memberOf, originalOf, relateUsers, reshape } from '../draft.ts';
import { parseJsonText } from '../parse/json-text.ts';
import { type JsonObject, listOf, objectsOf } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { relateIps } from './addresses.ts';
import { parseInvestigationText } from './lists.ts';
import { addEmail, addEmailAddress } from './mail.ts';

/** Keys of `Data` that have a place of their own beside the whole, as saved queries use them. */
const DATA_KEYS: ReadonlySet<string> = new Set(
  (
    'ad af aii ail alk als an at cid cpid dm dpn eid etps etype f3u fvs imsgid lon mat md ms od op ot plk pud reid rid sev ' +
    'sict sid sip sitmi srt ssic suid tdc te thn tht tid tpid tpt trc ts tsd ttdt ttr upfc upfv ut von wl zfh zfn zmfh zmfn zu'
  ).split(' '),
);

const AIR_INVESTIGATION = 64;

/** `Data` of alerts, investigations and threat intelligence: JSON text. The whole goes to Data.flattened, known keys beside it. */
export function mapAlertData(draft: Draft): void {
  const value = originalOf(draft, 'Data');
  const data = typeof value === 'string' ? parsedText(draft, value) : value;
  if (!isJsonObject(data)) return;
  const known: Record<string, unknown> = { flattened: data };
  for (const key in data) {
    if (DATA_KEYS.has(key)) known[key] = data[key];
  }
  reshape(draft, 'Data', known);
  mapMailOfData(draft, data);
  relateIps(draft, textsOf(data.sip));
  mapEntities(draft, objectsOf(data.Entities));
}

function parsedText(draft: Draft, text: string): unknown {
  return draft.recordType === AIR_INVESTIGATION ? parseInvestigationText(text) : parseJsonText(text);
}

function mapMailOfData(draft: Draft, data: JsonObject): void {
  const reporter = addressOf(data.f3u);
  addOnce(draft.relatedUsers, reporter);
  setUserEmail(draft, reporter);
  for (const key of ['suid', 'tsd', 'trc']) addOnce(draft.relatedUsers, addressOf(data[key]));
  addEmailAddress(draft, 'sender', data.tsd);
  addEmailAddress(draft, 'to', data.trc);
  addEmail(draft, 'local_id', data.aii);
  addEmail(draft, 'message_id', data.imsgid);
  addEmail(draft, 'subject', data.ms);
}

/** Mail entities of an investigation. There can be very many: each member is added for all of them at once. */
function mapEntities(draft: Draft, entities: readonly JsonObject[]): void {
  if (entities.length === 0) return;
  const texts = (name: string): string[] => entities.flatMap((entity) => textsOf(entity[name]));
  addEmail(draft, 'message_id', texts('InternetMessageId'));
  addEmail(draft, 'local_id', texts('NetworkMessageId'));
  addEmail(draft, 'subject', texts('Subject'));
  addEmailAddress(draft, 'sender', texts('P1Sender'));
  addEmailAddress(draft, 'from', texts('P2Sender'));
  const recipients = texts('Recipient');
  addEmailAddress(draft, 'to', recipients);
  setUserEmail(draft, recipients[0]);
  relateIps(draft, texts('SenderIP'));
  relateUsers(draft, texts('Upn'));
  for (const name of ['OriginalDeliveryLocation', 'PhishConfidenceLevel', 'ThreatDetectionMethods']) {
    const found = texts(name);
    if (found.length > 0) reshape(draft, name, [...new Set([...listOf(memberOf(draft, name)), ...found])]);
  }
}

function setUserEmail(draft: Draft, email: string | undefined): void {
  if (email === undefined || draft.document.user?.email !== undefined) return;
  draft.document.user = { ...draft.document.user, email };
}

/** A text that is an address: exactly one @. */
function addressOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && isEmailAddress(text) ? text : undefined;
}
