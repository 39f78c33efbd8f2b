import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import type { Document } from '../model/document.ts';
import type { Refusal } from '../model/output.ts';
import { DETECTED_VALUES } from './audit/remainder.ts';

/** Marks a document that Elasticsearch took only in its safe form. */
const SAFE_FORM_TAG = 'm365_audit_safe_form';

const MAX_TEXT = 1_024;
const MAX_REASON = 1_000;

/** Members of `event` that are kept; each is a keyword or a date in ECS. */
const EVENT_TEXTS = ['id', 'action', 'provider', 'code', 'outcome', 'dataset', 'module', 'created'] as const;

const DATA_STREAM_TEXTS = ['type', 'dataset', 'namespace'];

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The next form of a document that was refused, each with less that a mapping may contradict.
 *
 * @param step 1: the safe form; 2: the barest one, of a document that was refused in its safe form
 * @returns a document of the same `_id` and data stream; undefined where there is no further form
 */
export function simplerForm(document: Document, refusal: Refusal, step: number): Document | undefined {
  if (step === 1) return safeForm(document, refusal);
  return step === 2 ? barestForm(document) : undefined;
}

/**
 * The form of a document that fits any mapping which knows ECS: what it is, when, who and where, and everything else as one
 * unindexed text in `event.original` (the record's own text where the mapper kept it, otherwise the refused document's).
 * Nothing is in it whose type an operator's or a foreign template is likely to have declared otherwise. Pure.
 *
 * @param document as it was refused
 * @param refusal why; told in `error.message`
 * @returns a document of the same `_id` and data stream; undefined where the text is not that of a document
 */
function safeForm(document: Document, refusal: Refusal): Document | undefined {
  const text = document.source.toString('utf8');
  const refused = tryParseJson(text);
  if (!isJsonObject(refused)) return undefined;
  const event = objectIn(refused, 'event');
  const original = typeof event.original === 'string' ? event.original : text;
  const source = {
    ...textsIn(refused, ['@timestamp']),
    ...nested('data_stream', textsIn(objectIn(refused, 'data_stream'), DATA_STREAM_TEXTS)),
    ...nested('ecs', textsIn(objectIn(refused, 'ecs'), ['version'])),
    event: { kind: 'pipeline_error', ...textsIn(event, EVENT_TEXTS), original },
    ...nested('organization', textsIn(objectIn(refused, 'organization'), ['id'])),
    ...nested('user', textsIn(objectIn(refused, 'user'), ['id'])),
    error: { message: [messageOf(refusal)] },
    tags: [...tagsOf(refused), SAFE_FORM_TAG],
  };
  return { ...document, source: Buffer.from(JSON.stringify(source)) };
}

/**
 * When, which and where from, and everything else as text in `message`: what a mapping is left that contradicts a plain
 * field of ECS, such as `user`. Without tags and reason, which may be what is contradicted. A text with the secrets that a DLP
 * policy found stays in `event.original`: `message` is indexed, and nothing is to find them.
 */
function barestForm(document: Document): Document | undefined {
  const text = document.source.toString('utf8');
  const refused = tryParseJson(text);
  if (!isJsonObject(refused)) return undefined;
  const event = objectIn(refused, 'event');
  const original = typeof event.original === 'string' ? event.original : text;
  const isSearchable = !original.includes(DETECTED_VALUES);
  const known = textsIn(event, ['id', 'created', 'dataset']);
  const source = {
    ...textsIn(refused, ['@timestamp']),
    ...nested('data_stream', textsIn(objectIn(refused, 'data_stream'), DATA_STREAM_TEXTS)),
    ...nested('event', isSearchable ? known : { ...known, original }),
    ...(isSearchable ? { message: original } : {}),
  };
  return { ...document, source: Buffer.from(JSON.stringify(source)) };
}

function messageOf({ type, reason }: Refusal): string {
  const text = `Elasticsearch refused the full document: ${type}: ${reason}`;
  return text.slice(0, MAX_REASON).toWellFormed();
}

function tagsOf(refused: JsonObject): readonly string[] {
  return Array.isArray(refused.tags) ? refused.tags.filter(isSaneText) : [];
}

/** The members that are texts of ordinary length; what is not would only be refused again. */
function textsIn(object: JsonObject, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = object[name];
    if (isSaneText(value)) found[name] = value;
  }
  return found;
}

function isSaneText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function nested(name: string, members: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.keys(members).length === 0 ? {} : { [name]: members };
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}
