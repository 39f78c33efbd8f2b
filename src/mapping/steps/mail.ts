import { isJsonObject } from '../../lib/json-object.ts';
import { addEach, copyText, type Draft } from '../draft.ts';
import type { EmailAttachment, EmailFields } from '../ecs-document.ts';
import { semicolonList, textOf, textsOf } from '../parse/text.ts';
import { relateIps } from './addresses.ts';
import { propertyTexts } from './lists.ts';

/** email.* of the record's own members and of Item; related.ip of the sender's address. */
export function mapMail(draft: Draft): void {
  const { record, document } = draft;
  const item = isJsonObject(record.Item) ? record.Item : undefined;
  addEmail(draft, 'message_id', record.InternetMessageId);
  addEmail(draft, 'message_id', item?.InternetMessageId);
  addEmail(draft, 'local_id', copyText(draft, 'NetworkMessageId') ?? identityParameter(draft));
  addEmail(draft, 'subject', record.Subject);
  addEmail(draft, 'subject', item?.Subject);
  addEmailAddress(draft, 'sender', record.P1Sender);
  addEmailAddress(draft, 'from', record.P2Sender);
  addEmailAddress(draft, 'sender', document.source?.user?.email);
  addEmailAddress(draft, 'to', record.Recipients);
  addEmailAddress(draft, 'to', document.destination?.user?.email);
  mapRuleParameters(draft);
  const direction = copyText(draft, 'Directionality');
  if (direction !== undefined) emailOf(draft).direction = direction.toLowerCase();
  relateIps(draft, textsOf(record.SenderIp));
  relateIps(draft, textsOf(record.SenderIP));
  mapAttachments(draft, textOf(item?.Attachments));
}

/** Parameters of mailbox rules that name receivers, separated by semicolons. */
const FORWARDING_PARAMETERS = ['ForwardAsAttachmentTo', 'ForwardTo', 'RedirectTo'];

function mapRuleParameters(draft: Draft): void {
  addEmailAddress(draft, 'from', propertyTexts(draft, 'Parameters', 'From'));
  for (const name of FORWARDING_PARAMETERS) {
    addEmailAddress(draft, 'to', semicolonList(propertyTexts(draft, 'Parameters', name)));
  }
}

/** Adds the non-empty texts of the value to a list of email.*. */
export function addEmail(draft: Draft, name: 'message_id' | 'local_id' | 'subject', value: unknown): void {
  if (value === undefined) return;
  const texts = textsOf(value);
  if (texts.length === 0) return;
  const email = emailOf(draft);
  email[name] ??= [];
  addEach(email[name], texts);
}

/** Adds the non-empty texts of the value to the addresses of a sender or receiver in email.*. */
export function addEmailAddress(
  draft: Draft,
  role: 'from' | 'sender' | 'to' | 'cc' | 'bcc',
  value: unknown,
): void {
  if (value === undefined) return;
  const texts = textsOf(value);
  if (texts.length === 0) return;
  const email = emailOf(draft);
  email[role] ??= { address: [] };
  addEach(email[role].address, texts);
}

function emailOf(draft: Draft): EmailFields {
  draft.document.email ??= {};
  return draft.document.email;
}

const IDENTITY_PARAMETER = /^-?Identity ("?)([^"]*)\1$/;

/** Cmdlets on a quarantined message name it by their only parameter: `-Identity "<network message id>"`. */
function identityParameter(draft: Draft): string | undefined {
  const [raw] = propertyTexts(draft, 'Parameters', '_raw');
  return raw === undefined ? undefined : IDENTITY_PARAMETER.exec(raw.trim())?.[2];
}

const ATTACHMENT = /^(.*) \((\d{1,15})b\)$/s;

/** Item.Attachments is one text: `name (123b); name2 (45b)`. */
function mapAttachments(draft: Draft, text: string | undefined): void {
  if (text === undefined) return;
  const attachments: EmailAttachment[] = [];
  for (const part of text.split(';')) {
    const match = ATTACHMENT.exec(part.trim());
    const name = match?.[1] ?? '';
    const dot = name.lastIndexOf('.');
    if (match === null || dot <= 0 || dot === name.length - 1 || attachments.length >= MAX_ATTACHMENTS)
      continue;
    attachments.push({ file: { name, extension: name.slice(dot + 1), size: Number(match[2]) } });
  }
  addAttachments(draft, attachments);
}

/** Adds to email.attachments, as far as Elasticsearch can take them. */
export function addAttachments(draft: Draft, attachments: readonly EmailAttachment[]): void {
  if (attachments.length === 0) return;
  const email = emailOf(draft);
  email.attachments = [...(email.attachments ?? []), ...attachments].slice(0, MAX_ATTACHMENTS);
}

/** email.attachments is mapped as nested; Elasticsearch takes 10,000 nested objects in a document. */
const MAX_ATTACHMENTS = 1_000;
