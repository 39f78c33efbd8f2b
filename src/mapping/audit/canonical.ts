import { isJsonObject } from '../../lib/json-object.ts';
import { isoDate } from '../parse/iso-date.ts';
import { jsonText } from '../parse/json-text.ts';
import { isEmpty, type JsonObject, setOwn } from '../parse/json-value.ts';
import { numberText } from '../parse/text.ts';
import { flattenedValue } from './flattened-value.ts';
import { freeMemberName } from './member-name.ts';
import { DETECTED_VALUES, type Remainder } from './remainder.ts';
import { joinPath, type Shape } from './shape.ts';
import {
  readBoolean,
  readIp,
  readKeyword,
  readKeywordDate,
  readKeywordInteger,
  readLong,
} from './typed-values.ts';

/** Members below this depth that nothing is known about become JSON text; far below Elasticsearch's limit of 1,000 levels. */
const MAX_DEPTH = 30;
/** Elasticsearch reads a list in a list as one list; deeper ones than this become JSON text. */
const MAX_LIST_DEPTH = 8;

/**
 * The value in the form that its declared type takes, without empty members; undefined when nothing is left.
 * The result is a value that Elasticsearch never refuses: what does not fit the type goes to `rest`.
 */
export function canonicalValue(value: unknown, shape: Shape, rest: Remainder): unknown {
  switch (shape.type) {
    case 'keyword':
    case 'text':
    case 'match_only_text':
      return typeof value === 'string' ? nonEmpty(value, rest) : scalars(value, readKeyword, shape, rest);
    case 'unindexed':
      return scalars(value, readKeyword, shape, rest);
    case 'keyword_date':
      return scalars(value, readKeywordDate, shape, rest);
    case 'keyword_integer':
      return scalars(value, readKeywordInteger, shape, rest);
    case 'long':
      return scalars(value, readLong, shape, rest);
    case 'boolean':
      return scalars(value, readBoolean, shape, rest);
    case 'date':
      return scalars(value, isoDate, shape, rest);
    case 'ip':
      return scalars(value, readIp, shape, rest);
    case 'flattened':
      return flattenedValue(value, rest);
    case 'object':
      return objects(value, shape, rest);
    case 'nested':
      return nestedObjects(value, shape, rest);
    default:
      return canonicalUndeclared(value, shape.path, rest);
  }
}

/** A value that no field is declared for: kept without empty members, and its texts made searchable. */
export function canonicalUndeclared(value: unknown, path: string, rest: Remainder, depth = 0): unknown {
  if (typeof value === 'string') {
    if (value === '') return undefined;
    rest.copy(path, value);
    return value;
  }
  if (typeof value === 'number') {
    const text = numberText(value);
    rest.copy(path, text);
    return Number.isFinite(value) ? value : text;
  }
  if (typeof value === 'boolean') {
    rest.copy(path, value ? 'true' : 'false');
    return value;
  }
  if (isEmpty(value)) return undefined;
  if (depth >= MAX_DEPTH) return jsonText(value);
  if (Array.isArray(value)) {
    return changedList(value, (item) => canonicalUndeclared(item, path, rest, depth + 1));
  }
  return isJsonObject(value) ? undeclaredMembers(value, path, rest, depth + 1) : undefined;
}

/** Detected values in a place that no schema names are kept there, and not copied. */
function undeclaredMember(
  member: unknown,
  name: string,
  path: string,
  rest: Remainder,
  depth: number,
): unknown {
  if (name === DETECTED_VALUES) return isEmpty(member) ? undefined : jsonText(member);
  return canonicalUndeclared(member, joinPath(path, name), rest, depth);
}

/** The list with each item changed, without those that are undefined then; the list itself when nothing changes. */
function changedList(list: readonly unknown[], change: (item: unknown) => unknown): unknown {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = change(list[index]);
    // JSON would write an undefined item as null.
    if (changed === undefined && (item !== list[index] || item === undefined)) changed = list.slice(0, index);
    if (changed !== undefined && item !== undefined) changed.push(item);
  }
  if (changed === undefined) return list.length === 0 ? undefined : list;
  return changed.length === 0 ? undefined : changed;
}

/** The object with its members in their canonical form; those that are undefined then are not written to JSON. */
function undeclaredMembers(
  source: JsonObject,
  path: string,
  rest: Remainder,
  depth: number,
): JsonObject | undefined {
  let changed: Record<string, unknown> | undefined;
  let kept = 0;
  for (const name in source) {
    const value = source[name];
    const member = undeclaredMember(value, name, path, rest, depth);
    if (member !== undefined) kept += 1;
    if (member === value) continue;
    changed ??= { ...source };
    setOwn(changed, name, member);
  }
  return kept === 0 ? undefined : (changed ?? source);
}

function nonEmpty(text: string, rest: Remainder): string | undefined {
  return text === '' ? undefined : rest.indexable(text);
}

function scalars(value: unknown, read: (value: unknown) => unknown, shape: Shape, rest: Remainder): unknown {
  if (!Array.isArray(value)) return scalar(value, read, shape, rest);
  return changedList(flat(value), (item) => scalar(item, read, shape, rest));
}

function scalar(value: unknown, read: (value: unknown) => unknown, shape: Shape, rest: Remainder): unknown {
  const result = read(value);
  if (typeof result === 'string' && shape.type !== 'unindexed') return rest.indexable(result);
  if (result === undefined && !isEmpty(value)) rest.keep(shape.path, readKeyword(value) ?? '');
  return result;
}

function objects(value: unknown, shape: Shape, rest: Remainder): unknown {
  if (!Array.isArray(value)) return oneObject(value, shape, rest);
  return changedList(flat(value), (item) => oneObject(item, shape, rest));
}

function oneObject(value: unknown, shape: Shape, rest: Remainder): unknown {
  if (isJsonObject(value)) return objectMembers(value, shape, rest);
  const text = readKeyword(value);
  return text === undefined ? undefined : objectMembers({ _raw: text }, shape, rest);
}

function nestedObjects(value: unknown, shape: Shape, rest: Remainder): unknown {
  const list = objects(Array.isArray(value) ? value : [value], shape, rest);
  if (!Array.isArray(list)) return undefined;
  const taken = rest.takeNested(list.length);
  if (taken < list.length) rest.keep(shape.path, jsonText(list.slice(taken)));
  return taken === 0 ? undefined : list.slice(0, taken);
}

/** A list in a list is one list to Elasticsearch. */
function flat(list: readonly unknown[]): readonly unknown[] {
  for (let index = 0; index < list.length; index++) {
    if (Array.isArray(list[index])) return list.flat(MAX_LIST_DEPTH);
  }
  return list;
}

function objectMembers(source: JsonObject, shape: Shape, rest: Remainder): unknown {
  let changed: Record<string, unknown> | undefined;
  let kept = 0;
  const isDeclared = (name: string): boolean => shape.members.has(name);
  for (const name in source) {
    const declared = shape.members.get(name);
    const value = source[name];
    const member =
      declared === undefined
        ? undeclaredMember(value, name, shape.path, rest, 0)
        : canonicalValue(value, declared, rest);
    if (member !== undefined) {
      kept += 1;
      if (declared === undefined) rest.note(shape.path, name);
    }
    const free = declared === undefined ? freeMemberName(name, source, changed ?? source, isDeclared) : name;
    if (member === value && free === name) continue;
    changed ??= { ...source };
    if (free !== name) setOwn(changed, name, undefined);
    setOwn(changed, free, member);
  }
  return kept === 0 ? undefined : (changed ?? source);
}
