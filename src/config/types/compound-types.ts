import { booleanFromText } from './plain-types.ts';
import { entryOf, hasAnyKey, readKeys } from './read-keys.ts';
import type { JsonSchema, Keys, ObjectOf, ValueType } from './value-type.ts';

const compound = { hidden: false, fromFile: false } as const;

function objectSchema(keys: Keys): JsonSchema {
  const entries = Object.entries(keys);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, key]) => [name, key.type.jsonSchema])),
    required: entries.filter(([, key]) => key.presence === 'required').map(([name]) => name),
    additionalProperties: false,
  };
}

/** A mapping with known keys. */
export function object<const K extends Keys>(keys: K): ValueType<ObjectOf<K>> {
  return {
    ...compound,
    label: 'mapping',
    expects: `a mapping with ${Object.keys(keys).join(', ')}`,
    jsonSchema: objectSchema(keys),
    structure: { kind: 'object', keys },
    read: (value, context) => readKeys(keys, value, context),
  };
}

/** A list of values of one type. */
export function list<T>(
  item: ValueType<T>,
  options: { readonly minItems?: number } = {},
): ValueType<readonly T[]> {
  const minItems = options.minItems ?? 0;
  const few = minItems === 0 ? 'a list' : `a list of ${minItems} or more`;
  return {
    ...compound,
    label: item.structure.kind === 'scalar' ? `list of ${item.label}` : 'list',
    expects: item.structure.kind === 'scalar' ? `${few}, each ${item.expects}` : few,
    jsonSchema: { type: 'array', items: item.jsonSchema, minItems },
    structure: { kind: 'list', item },
    read: (value, context) =>
      Array.isArray(value)
        ? value.map((entry, index) => item.read(entry, { ...context, path: [...context.path, index] }))
        : [],
  };
}

/** A mapping whose keys are exactly one of several sets; every key of a set must be given. */
export function choice<const A extends readonly Keys[]>(...alternatives: A): ValueType<ObjectOf<A[number]>> {
  const sets = alternatives.map((keys) => Object.keys(keys));
  return {
    ...compound,
    label: 'mapping',
    expects: `exactly one of ${sets.map((set) => set.join(' with ')).join(', ')}`,
    jsonSchema: {
      ...objectSchema(Object.assign({}, ...alternatives)),
      required: [],
      exactlyOneSet: sets,
    },
    structure: { kind: 'choice', alternatives },
    read(value, context) {
      const chosen = alternatives.find((keys) => hasAnyKey(value, keys));
      if (chosen === undefined) throw new TypeError('a mapping without any alternative passed validation');
      return readKeys<A[number]>(chosen, value, context);
    },
  };
}

/** A mapping in which the key `tag` decides which other keys there are. Each variant declares `tag` itself, with one word. */
export function variants<const V extends Readonly<Record<string, Keys>>>(
  tag: string,
  byTag: V,
): ValueType<ObjectOf<V[keyof V]>> {
  const find = (value: unknown): V[keyof V] | undefined => {
    const word = entryOf(value, tag);
    for (const name in byTag) if (name === word) return byTag[name];
    return undefined;
  };
  return {
    ...compound,
    label: 'mapping',
    expects: `a mapping with ${tag}, one of ${Object.keys(byTag).join(', ')}`,
    jsonSchema: {
      type: 'object',
      discriminator: { propertyName: tag },
      oneOf: Object.values(byTag).map(objectSchema),
    },
    structure: { kind: 'variants', tag, variants: byTag },
    read(value, context) {
      const keys = find(value);
      if (keys === undefined) throw new TypeError(`an unknown ${tag} passed validation`);
      return readKeys<V[keyof V]>(keys, value, context);
    },
  };
}

/** What `on` says, or `false`. */
export function switchable<T>(on: ValueType<T>): ValueType<T | false> {
  return {
    ...compound,
    label: `${on.label} or \`false\``,
    expects: `${on.expects}, or false`,
    jsonSchema: { if: { const: false }, else: on.jsonSchema },
    structure: { kind: 'switchable', on },
    fromText: booleanFromText,
    read: (value, context) => (value === false ? false : on.read(value, context)),
  };
}
