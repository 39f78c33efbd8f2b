import { isJsonObject } from '../../lib/json-object.ts';
import { DETECTED_VALUES } from '../audit/remainder.ts';
import { type Draft, memberOf, originalOf, reshape } from '../draft.ts';
import { MEMBER_GROUPS } from '../member-groups.ts';
import { jsonText, parseJsonText } from '../parse/json-text.ts';
import { isEmpty, setOwn } from '../parse/json-value.ts';

/** Deeper than any of the schemas goes. */
const MAX_DEPTH = 20;

/**
 * `DetectedValues` are the card numbers and passwords themselves, in clear text, with the words around them (Management Activity
 * API schema, SensitiveInformationDetections). Their carriers are indexed, so they move to a member of their own, which is not.
 */
export function setDetectedValuesApart(draft: Draft): void {
  if (!draft.members.hasSome('detectedValues')) return;
  const found: string[] = [];
  for (const name of MEMBER_GROUPS.detectedValues.names) {
    if (originalOf(draft, name) === undefined) continue;
    const delivered = memberOf(draft, name);
    const value = typeof delivered === 'string' ? (parseJsonText(delivered) ?? delivered) : delivered;
    const rest = withoutDetected(value, found, 0);
    if (rest !== delivered) reshape(draft, name, rest);
  }
  if (found.length === 0) return;
  const own = originalOf(draft, DETECTED_VALUES);
  reshape(draft, DETECTED_VALUES, isEmpty(own) ? found : [...found, jsonText(own)]);
}

/** The value without them; the value itself when it holds none. */
function withoutDetected(value: unknown, found: string[], depth: number): unknown {
  if (typeof value === 'string') return withoutDetectedText(value, found, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return withoutTooDeep(value, found);
  if (Array.isArray(value)) {
    const list = value.map((item: unknown) => withoutDetected(item, found, depth + 1));
    return list.some((item, index) => item !== value[index]) ? list : value;
  }
  if (!isJsonObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const member = value[name];
    const rest = name === DETECTED_VALUES ? undefined : withoutDetected(member, found, depth + 1);
    if (rest === member) continue;
    copy ??= { ...value };
    setOwn(copy, name, rest);
    if (name === DETECTED_VALUES && !isEmpty(member)) found.push(jsonText(member));
  }
  return copy ?? value;
}

/** JSON text that mentions them gives way to what it holds beside them; what mentions them otherwise moves whole. */
function withoutDetectedText(text: string, found: string[], depth: number): unknown {
  if (!text.includes(DETECTED_VALUES)) return text;
  const parsed = parseJsonText(text);
  if (parsed !== undefined) return withoutDetected(parsed, found, depth + 1);
  found.push(text);
  return undefined;
}

/** What is nested beyond all reason is not looked through; when it mentions such values, it moves whole. */
function withoutTooDeep(value: object, found: string[]): unknown {
  const text = jsonText(value);
  if (!text.includes(DETECTED_VALUES)) return value;
  found.push(text);
  return undefined;
}
