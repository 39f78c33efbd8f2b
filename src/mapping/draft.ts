import type { EcsDocument, EventCategory, EventType } from './ecs-document.ts';
import type { JsonObject } from './parse/json-value.ts';
import { textOf, textsOf } from './parse/text.ts';
import type { RecordMembers } from './record-members.ts';
import type { Remembered } from './remembered.ts';

/**
 * A document in the making. The steps read the record, add to the document, and note what has moved there:
 * a moved member does not appear under o365.audit a second time.
 */
export interface Draft {
  /** The record, with the members parsed that came as JSON text. */
  readonly record: JsonObject;
  /** The record's RecordType as a number; -1 when it has none. */
  readonly recordType: number;
  readonly document: EcsDocument;
  readonly members: RecordMembers;
  readonly remembered: Remembered;
  /** IP addresses and users for related.*, which ECS has no other place for. */
  readonly relatedIps: string[];
  readonly relatedUsers: string[];
}

/** The member as it was delivered, apart from JSON text that is parsed. */
export function originalOf(draft: Draft, name: string): unknown {
  return draft.members.original(name);
}

/** The member in its present shape: as a step has reshaped it, otherwise as it was delivered. */
export function memberOf(draft: Draft, name: string): unknown {
  return draft.members.present(name);
}

/** The member as one non-empty text; it stays under o365.audit too. */
export function copyText(draft: Draft, name: string): string | undefined {
  return textOf(originalOf(draft, name));
}

/** The member as one non-empty text, which moves out of o365.audit. A list or an object does not move. */
export function moveText(draft: Draft, name: string): string | undefined {
  const text = copyText(draft, name);
  if (text !== undefined) moveOut(draft, name);
  return text;
}

/**
 * The member as user.email. It moves only where it will be read there: a user.id that is an address becomes user.email later,
 * and then another one (the owner of a mailbox that a delegate opened) must not be lost.
 */
export function moveEmail(draft: Draft, name: string): string | undefined {
  const email = copyText(draft, name);
  const id = draft.document.user?.id;
  if (email === undefined) return undefined;
  if (id === undefined || !isEmailAddress(id) || id.toLowerCase() === email.toLowerCase())
    moveOut(draft, name);
  else relateUsers(draft, email);
  return email;
}

/** Whether an identity is an address: exactly one @. */
export function isEmailAddress(id: string): boolean {
  const at = id.indexOf('@');
  return at !== -1 && !id.includes('@', at + 1);
}

/** The member has its place elsewhere in the document. */
export function moveOut(draft: Draft, name: string): void {
  reshape(draft, name, undefined);
}

/** The member gets another shape under o365.audit. */
export function reshape(draft: Draft, name: string, value: unknown): void {
  draft.members.replace(name, value);
}

/** Adds to event.category; what is there stays first. */
export function addCategories(draft: Draft, categories: readonly EventCategory[]): void {
  for (const category of categories) addOnce(draft.document.event.category, category);
}

/** Adds to event.type; what is there stays first. */
export function addTypes(draft: Draft, types: readonly EventType[]): void {
  for (const type of types) addOnce(draft.document.event.type, type);
}

/** Adds the texts of the value, one or a list, to related.user. */
export function relateUsers(draft: Draft, value: unknown): void {
  addEach(draft.relatedUsers, textsOf(value));
}

/** The record is an alert; one with something wrong about it stays a pipeline_error. */
export function markAlert({ document: { event } }: Draft): void {
  if (event.kind === 'event') event.kind = 'alert';
}

/** Says in the document itself what is wrong with it. */
export function addError(draft: Draft, message: string, tag: string): void {
  const { document } = draft;
  document.error ??= { message: [] };
  document.error.message.push(message);
  document.tags ??= [];
  addOnce(document.tags, tag);
  if (document.event.kind === 'event') document.event.kind = 'pipeline_error';
}

/** Appends a value that the list does not hold yet. */
export function addOnce<T>(list: T[], value: T | undefined): void {
  if (value !== undefined && !list.includes(value)) list.push(value);
}

/** Few values are found faster by looking through the list; a list of 100,000 receivers must not take minutes. */
const FEW = 16;

/** Appends the values that the list does not hold yet. */
export function addEach<T>(list: T[], values: readonly T[]): void {
  if (values.length <= FEW) {
    for (const value of values) addOnce(list, value);
    return;
  }
  const present = new Set(list);
  for (const value of values) {
    if (present.has(value)) continue;
    present.add(value);
    list.push(value);
  }
}
