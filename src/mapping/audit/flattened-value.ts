import { isJsonObject } from '../../lib/json-object.ts';
import { freeName } from '../free-name.ts';
import { jsonText } from '../parse/json-text.ts';
import { isEmpty, type JsonObject, setOwn } from '../parse/json-value.ts';
import { numberText } from '../parse/text.ts';
import { DETECTED_VALUES, type Remainder } from './remainder.ts';

/** Elasticsearch's limit for a flattened field is 20 levels. Deeper parts become JSON text. */
const MAX_DEPTH = 15;
/** The index stores key and value as one term of at most 32,766 bytes. */
const MAX_NAME_LENGTH = 256;

/**
 * A value for a flattened field: an object, or a list of objects, without empty members. What is no object goes under `_raw`.
 * Each text of such a field is indexed, so that detected values go to `rest`.
 */
export function flattenedValue(value: unknown, rest: Remainder): unknown {
  const pruned = prune(value, rest, 0);
  if (pruned === undefined || isJsonObject(pruned)) return pruned;
  if (!Array.isArray(pruned)) return { _raw: pruned };
  const objects: unknown[] = [];
  const others: unknown[] = [];
  for (const item of pruned) (isJsonObject(item) ? objects : others).push(item);
  if (others.length > 0) objects.push({ _raw: others });
  return objects;
}

function prune(value: unknown, rest: Remainder, depth: number): unknown {
  if (typeof value === 'string') return value === '' ? undefined : rest.indexable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : numberText(value);
  if (typeof value === 'boolean') return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (depth >= MAX_DEPTH) return tooDeep(value, rest);
  if (Array.isArray(value)) return pruneList(value, rest, depth);
  return isJsonObject(value) ? pruneObject(value, rest, depth) : undefined;
}

function pruneList(list: readonly unknown[], rest: Remainder, depth: number): unknown {
  const kept: unknown[] = [];
  for (const item of list) {
    const pruned = prune(item, rest, depth + 1);
    if (pruned !== undefined) kept.push(pruned);
  }
  return kept.length === 0 ? undefined : kept;
}

/** The object itself when nothing in it changes; members that are undefined are not written to JSON. */
function pruneObject(source: JsonObject, rest: Remainder, depth: number): unknown {
  let changed: Record<string, unknown> | undefined;
  let kept = 0;
  for (const name in source) {
    const member = source[name];
    const pruned = name === DETECTED_VALUES ? withheld(member, rest) : prune(member, rest, depth + 1);
    if (pruned !== undefined) kept += 1;
    const key = safeKey(name, source, changed ?? source);
    if (pruned === member && key === name) continue;
    changed ??= { ...source };
    if (key !== name) setOwn(changed, name, undefined);
    setOwn(changed, key, pruned);
  }
  return kept === 0 ? undefined : (changed ?? source);
}

function withheld(detected: unknown, rest: Remainder): undefined {
  if (!isEmpty(detected)) rest.keepDetected(jsonText(detected));
}

/** The text of what is nested too deeply; when it mentions detected values, it is withheld whole. */
function tooDeep(value: object, rest: Remainder): string | undefined {
  const text = jsonText(value);
  if (!text.includes(DETECTED_VALUES)) return text;
  rest.keepDetected(text);
  return undefined;
}

/** A flattened field refuses a NUL in a key, and a key and value that are too long together. */
function safeKey(name: string, source: object, copy: object): string {
  if (name.length <= MAX_NAME_LENGTH && !name.includes('\0')) return name;
  const key = name.slice(0, MAX_NAME_LENGTH).replaceAll('\0', '_');
  return freeName(name, key, (free) => Object.hasOwn(source, free) || Object.hasOwn(copy, free));
}
