import { isJsonObject } from '../../lib/json-object.ts';
import { addEach, copyText, type Draft, memberOf, originalOf, reshape } from '../draft.ts';
import type { EmailAttachment, EmailFields } from '../ecs-document.ts';
import { isEmpty } from '../parse/json-value.ts';
import { semicolonList, textOf, textsOf } from '../parse/text.ts';
import { relateIps } from './addresses.ts';
import { propertyTexts } from './lists.ts';

/** email.* of the record's own members and of Item; related.ip of the sender's address. */
export function mapMail(draft: Draft): void {
  const { document } = draft;
  const sender = document.source?.user?.email;
  const receiver = document.destination?.user?.email;
  const known = sender !== undefined || receiver !== undefined || namesMail(memberOf(draft, 'Parameters'));
  if (!known && !draft.members.hasSome('mail')) return;
  const itemMember = originalOf(draft, 'Item');
  const item = isJsonObject(itemMember) ? itemMember : undefined;
  addEmail(draft, 'message_id', originalOf(draft, 'InternetMessageId'));
  addEmail(draft, 'message_id', item?.InternetMessageId);
  addEmail(draft, 'local_id', copyText(draft, 'NetworkMessageId') ?? identityParameter(draft));
  addEmail(draft, 'subject', originalOf(draft, 'Subject'));
  addEmail(draft, 'subject', item?.Subject);
  addEmailAddress(draft, 'sender', originalOf(draft, 'P1Sender'));
  addEmailAddress(draft, 'from', originalOf(draft, 'P2Sender'));
  addEmailAddress(draft, 'sender', sender);
  addEmailAddress(draft, 'to', originalOf(draft, 'Recipients'));
  addEmailAddress(draft, 'to', receiver);
  mapRuleParameters(draft);
  addDirection(draft, originalOf(draft, 'Directionality'));
  relateIps(draft, textsOf(originalOf(draft, 'SenderIp')));
  relateIps(draft, textsOf(originalOf(draft, 'SenderIP')));
  mapAttachments(draft, textOf(item?.Attachments));
}

/** Parameters of mailbox rules that name receivers, separated by semicolons. */
const FORWARDING_PARAMETERS = ['ForwardAsAttachmentTo', 'ForwardTo', 'RedirectTo'];

/** `_raw` is where {@link identityParameter} looks. */
const MAIL_PARAMETERS = new Set(['From', '_raw', ...FORWARDING_PARAMETERS]);

/** One look at the names that are there is cheaper than asking for each that is not. */
function namesMail(parameters: unknown): boolean {
  if (!isJsonObject(parameters)) return false;
  for (const name in parameters) {
    if (MAIL_PARAMETERS.has(name)) return true;
  }
  return false;
}

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

/** email.direction: `Inbound`, `Outbound`, or within the tenant (`Intra-org`). */
export function addDirection(draft: Draft, value: unknown): void {
  const direction = textOf(value)?.toLowerCase();
  if (direction === undefined) return;
  emailOf(draft).direction = direction.startsWith('intra') ? 'internal' : direction;
}

function emailOf(draft: Draft): EmailFields {
  draft.document.email ??= {};
  return draft.document.email;
}

const IDENTITY_PARAMETER = /^-?Identity (?:"([^"]+)"|([^\s"]+))$/;

/** Cmdlets on a quarantined message name it by their only parameter: `-Identity "<network message id>"`. */
function identityParameter(draft: Draft): string | undefined {
  const [raw] = propertyTexts(draft, 'Parameters', '_raw');
  const match = raw === undefined ? null : IDENTITY_PARAMETER.exec(raw.trim());
  const identity = match?.[1] ?? match?.[2];
  if (identity !== undefined && isEmpty(originalOf(draft, 'NetworkMessageId')))
    reshape(draft, 'NetworkMessageId', identity);
  return identity;
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
