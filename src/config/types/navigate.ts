import { entryOf } from './read-keys.ts';
import type { Key, Keys, ValueType } from './value-type.ts';

/** The keys that a mapping of this type may have; undefined where the type is no mapping. The value decides variants. */
export function keysOf(type: ValueType<unknown>, value: unknown): Keys | undefined {
  const { structure } = type;
  switch (structure.kind) {
    case 'object':
      return structure.keys;
    case 'choice':
      return Object.assign({}, ...structure.alternatives);
    case 'variants': {
      const word = String(entryOf(value, structure.tag));
      const known = Object.hasOwn(structure.variants, word) ? structure.variants[word] : undefined;
      return known ?? Object.assign({}, ...Object.values(structure.variants));
    }
    case 'switchable':
      return keysOf(structure.on, value);
    default:
      return undefined;
  }
}

/** What the schema says about one place. */
export interface Place {
  readonly type: ValueType<unknown>;
  /** The declaration of the key that the place is, or that the list it stands in is. */
  readonly key: Key<unknown> | undefined;
}

/** Follows a path through schema and data; undefined where an unknown key is on the way. */
export function placeAt(
  root: ValueType<unknown>,
  data: unknown,
  path: readonly (string | number)[],
): Place | undefined {
  let place: Place = { type: root, key: undefined };
  let value = data;
  for (const part of path) {
    const next = step(place, value, part);
    if (next === undefined) return undefined;
    place = next;
    value = Array.isArray(value) ? value[Number(part)] : entryOf(value, String(part));
  }
  return place;
}

function step(place: Place, value: unknown, part: string | number): Place | undefined {
  const { structure } = place.type;
  if (structure.kind === 'list') return { type: structure.item, key: place.key };
  const keys = keysOf(place.type, value);
  const key = keys !== undefined && Object.hasOwn(keys, part) ? keys[part] : undefined;
  return key === undefined ? undefined : { type: key.type, key };
}
