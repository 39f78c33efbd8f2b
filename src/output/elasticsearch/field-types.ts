import { isJsonObject } from '../../lib/json-object.ts';
import type { JsonObject } from './template-files.ts';

interface Fallback {
  readonly type: string;
  /** Parameters that the other type does not know. */
  readonly without: readonly string[];
  /** Parameters that the other type needs; those of the field win. */
  readonly with: JsonObject;
}

/**
 * Field types that come with modules of the full distribution, and the nearest type of the core. A keyword longer than Lucene's
 * limit of 32,766 bytes would reject the document, which a wildcard never does, hence the limit of 8,191 characters.
 */
const fallbacks: ReadonlyMap<string, Fallback> = new Map([
  ['constant_keyword', { type: 'keyword', without: ['value'], with: { ignore_above: 1024 } }],
  ['match_only_text', { type: 'text', without: [], with: { norms: false } }],
  ['scaled_float', { type: 'float', without: ['scaling_factor'], with: {} }],
  ['version', { type: 'keyword', without: [], with: { ignore_above: 1024 } }],
  ['wildcard', { type: 'keyword', without: [], with: { ignore_above: 8191 } }],
]);

/** The type that stands in for one that the cluster lacks. */
export function fallbackOf(type: string): string | undefined {
  return fallbacks.get(type)?.type;
}

/** The field types of a mapping that a cluster may lack, each with one definition to try it out. */
export function optionalFieldTypes(mappings: unknown): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  visit(mappings);
  return found;

  function visit(value: unknown): void {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    if (typeof value.type === 'string' && fallbacks.has(value.type)) found.set(value.type, value);
    Object.values(value).forEach(visit);
  }
}

/** The mapping with each definition of one of the types in its fallback form. */
export function replaceFieldTypes(mappings: JsonObject, unsupported: ReadonlySet<string>): JsonObject {
  const members = Object.entries(fallbackDefinition(mappings, unsupported));
  return Object.fromEntries(members.map(([key, value]) => [key, replaceWithin(value, unsupported)]));
}

function replaceWithin(value: unknown, unsupported: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((element) => replaceWithin(element, unsupported));
  return isJsonObject(value) ? replaceFieldTypes(value, unsupported) : value;
}

function fallbackDefinition(definition: JsonObject, unsupported: ReadonlySet<string>): JsonObject {
  const { type } = definition;
  const fallback = typeof type === 'string' && unsupported.has(type) ? fallbacks.get(type) : undefined;
  if (fallback === undefined) return definition;
  const kept = Object.entries(definition).filter(([key]) => !fallback.without.includes(key));
  return { ...fallback.with, ...Object.fromEntries(kept), type: fallback.type };
}
