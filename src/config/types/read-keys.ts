import type { Keys, ObjectOf, ReadContext } from './value-type.ts';

/** The value of one key of something that may be a mapping. */
export function entryOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

export function hasAnyKey(value: unknown, keys: Keys): boolean {
  return Object.keys(keys).some((name) => entryOf(value, name) !== undefined);
}

/** Reads a validated mapping key by key, in the order of the schema. */
export function readKeys<K extends Keys>(keys: K, value: unknown, context: ReadContext): ObjectOf<K> {
  const read: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    const given = entryOf(value, name) ?? key.fallback;
    if (given !== undefined) {
      read[name] = key.type.read(given, { ...context, path: [...context.path, name] });
    }
  }
  // TypeScript cannot follow a mapping built key by key; this is the one place where the schema vouches for the type.
  return read as ObjectOf<K>;
}
