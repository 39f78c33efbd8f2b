import { isJsonObject } from '../../lib/json-object.ts';
import { addCategories, addTypes, copyText, type Draft, originalOf, relateUsers } from '../draft.ts';
import type { EmailAttachment, ThreatFields } from '../ecs-document.ts';
import { type JsonObject, objectsOf } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { extensionOf } from '../parse/url-parts.ts';
import { setPresent } from '../set-present.ts';
import { addAttachments, addDirection, addEmail, addEmailAddress } from '../steps/mail.ts';
import type { Workload } from './workload.ts';

/** Messages that Defender for Office 365 judged, and messages that somebody reported. */
export const mailThreats: Workload = {
  recordTypes: [28, 51],
  map(draft) {
    addCategories(draft, ['email', 'threat']);
    addTypes(draft, ['indicator']);
    addMailAttachments(draft, originalOf(draft, 'AttachmentData'));
    const verdict = copyText(draft, 'Verdict');
    if (verdict !== undefined && /malware/i.test(verdict)) addCategories(draft, ['malware']);
    setPresent(draft.document.event, 'url', copyText(draft, 'EventDeepLink'));
    mapIndicator(draft, verdict);
    for (const name of ['Submitter', 'P1Sender']) relateUsers(draft, originalOf(draft, name));
  },
};

/** Messages that supervisors look at (communication compliance): the message is in one object. */
export const supervisedMail: Workload = {
  recordTypes: [68],
  map(draft) {
    addCategories(draft, ['email']);
    const details = originalOf(draft, 'ExchangeDetails');
    if (!isJsonObject(details)) return;
    addEmail(draft, 'message_id', details.InternetMessageId);
    addEmail(draft, 'local_id', details.NetworkMessageId);
    addEmail(draft, 'subject', details.Subject);
    addEmailAddress(draft, 'from', details.From);
    addEmailAddress(draft, 'to', details.Recipients);
    addMailAttachments(draft, details.AttachmentData);
    addDirection(draft, details.Directionality);
  },
};

/** email.attachments of a list of {FileName, FileType, SHA256}; their malware families are what threatens. */
function addMailAttachments(draft: Draft, data: unknown): void {
  const list = objectsOf(data);
  addAttachments(draft, list.flatMap(attachmentOf));
  addMalware(draft, list);
}

function attachmentOf(data: JsonObject): EmailAttachment[] {
  const file: EmailAttachment['file'] = {};
  const name = textOf(data.FileName);
  setPresent(file, 'name', name);
  setPresent(
    file,
    'extension',
    (name === undefined ? undefined : extensionOf(name)) ?? textOf(data.FileType),
  );
  const sha256 = textOf(data.SHA256);
  if (sha256 !== undefined) file.hash = { sha256 };
  return Object.keys(file).length === 0 ? [] : [{ file }];
}

/** threat.software.name of the malware families that the objects name. */
export function addMalware(draft: Draft, objects: readonly JsonObject[]): void {
  const families = new Set(objects.flatMap((object) => textsOf(object.MalwareFamily)));
  if (families.size === 0) return;
  addCategories(draft, ['malware']);
  draft.document.threat = { ...draft.document.threat, software: { name: [...families] } };
}

/** ECS knows these words for how sure one is. */
const CONFIDENCES: ReadonlyMap<string, string> = new Map([
  ['none', 'None'],
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
]);

function mapIndicator(draft: Draft, verdict: string | undefined): void {
  const indicator: NonNullable<ThreatFields['indicator']> = { type: 'email-addr' };
  const confidence = copyText(draft, 'PhishConfidenceLevel')?.toLowerCase();
  setPresent(indicator, 'confidence', confidence === undefined ? undefined : CONFIDENCES.get(confidence));
  setPresent(indicator, 'description', copyText(draft, 'ThreatsAndDetectionTech') ?? verdict);
  draft.document.threat = { ...draft.document.threat, indicator };
}
