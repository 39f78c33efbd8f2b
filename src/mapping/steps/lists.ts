import { isJsonObject } from '../../lib/json-object.ts';
import { type Draft, memberOf, moveOut, originalOf, reshape } from '../draft.ts';
import { parseJsonText } from '../parse/json-text.ts';
import { isEmpty } from '../parse/json-value.ts';
import { modifiedPropertiesObject, nameValueObject } from '../parse/name-values.ts';
import { textsOf } from '../parse/text.ts';

/** Brings the list-shaped members of the record to their one shape each. */
export function reshapeLists(draft: Draft): void {
  reshapeKnown(draft, 'Parameters', nameValueObject(originalOf(draft, 'Parameters')));
  reshapeKnown(
    draft,
    'ModifiedProperties',
    modifiedPropertiesObject(originalOf(draft, 'ModifiedProperties')),
  );
  reshapeKnown(draft, 'ExtendedProperties', extendedProperties(originalOf(draft, 'ExtendedProperties')));
  if (draft.members.hasSome('rareLists')) reshapeRareLists(draft);
}

function reshapeRareLists(draft: Draft): void {
  reshapeKnown(draft, 'AlertLinks', alertLinks(originalOf(draft, 'AlertLinks')));
  reshapeKnown(draft, 'Actions', investigationActions(originalOf(draft, 'Actions')));
  reshapeObjectVariant(draft, 'Sender', 'SenderEntity');
  reshapeObjectVariant(draft, 'Message', 'MessageObject');
}

/** What cannot be brought to its shape stays as it was delivered. */
function reshapeKnown(draft: Draft, name: string, value: unknown): void {
  if (value !== undefined) reshape(draft, name, value);
}

/** `additionalDetails` is JSON text inside the list (Entra directory records). */
function extendedProperties(value: unknown): Record<string, unknown> | undefined {
  const properties = nameValueObject(value);
  const details = properties?.additionalDetails;
  const parsed = typeof details === 'string' ? parseJsonText(details) : undefined;
  if (properties !== undefined && parsed !== undefined) properties.additionalDetails = parsed;
  return properties;
}

/** A list of {AlertLinkHref} becomes the list of its addresses. */
function alertLinks(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((link: unknown) =>
    isJsonObject(link) && Object.keys(link).length < 2 ? link.AlertLinkHref : link,
  );
}

/** In the actions of an investigation the same QueryTime comes twice, once as ISO 8601 and once for people. */
const QUERY_TIME_FOR_PEOPLE = /"QueryTime"(?=\s*:\s*"\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d (?:AM|PM)")/g;
/** Of a name that comes twice JSON.parse keeps the last value; under another name both are kept until one is chosen. */
const FOR_PEOPLE = '\0QueryTime';

/** JSON text of an investigation, parsed; undefined when it is none. */
export function parseInvestigationText(text: string): unknown {
  const told = text.replaceAll(QUERY_TIME_FOR_PEOPLE, JSON.stringify(FOR_PEOPLE));
  return (told === text ? undefined : parseJsonText(told, withOneQueryTime)) ?? parseJsonText(text);
}

/** The time for people is left out where the other one is there too. */
function withOneQueryTime(_name: string, value: unknown): unknown {
  if (!isJsonObject(value) || !Object.hasOwn(value, FOR_PEOPLE)) return value;
  const { [FOR_PEOPLE]: forPeople, ...others } = value;
  return Object.hasOwn(others, 'QueryTime') ? others : { ...others, QueryTime: forPeople };
}

function investigationActions(value: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  // The text of one action, or of all of them.
  return list.flatMap((action) =>
    typeof action === 'string' ? (parseInvestigationText(action) ?? action) : action,
  );
}

/** Some members are a text in one record type and an object in another; the object gets a name of its own. */
function reshapeObjectVariant(draft: Draft, name: string, objectName: string): void {
  const value = originalOf(draft, name);
  if (!isJsonObject(value) || !isEmpty(originalOf(draft, objectName))) return;
  moveOut(draft, name);
  reshape(draft, objectName, value);
}

/** The texts of one name of a reshaped name/value member. */
export function propertyTexts(draft: Draft, member: string, name: string): string[] {
  const properties = memberOf(draft, member);
  return isJsonObject(properties) ? textsOf(properties[name]) : [];
}
