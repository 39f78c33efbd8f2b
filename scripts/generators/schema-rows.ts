import type { Key, Keys, ValueType } from '../../src/config/types/value-type.ts';

/** One key of the configuration, flattened for a table. */
export interface SchemaRow {
  /** As in `tenants[].auth.client_secret`. */
  readonly path: string;
  readonly name: string;
  readonly key: Key<unknown>;
  /** What the key depends on: `method: certificate`. Empty where it is always there. */
  readonly conditions: readonly string[];
  /** Every type that the key can have; variants may differ. */
  readonly types: readonly string[];
  /** The sets of keys of which exactly one is given, where the key belongs to one of them: `username with password`. */
  readonly choice: readonly string[];
}

/** Every key below a type, parents before children, in the order of the schema. */
export function schemaRows(type: ValueType<unknown>, path: string): readonly SchemaRow[] {
  const { structure } = type;
  switch (structure.kind) {
    case 'object':
      return keyRows(structure.keys, path, []);
    case 'list':
      return schemaRows(structure.item, `${path}[]`);
    case 'switchable':
      return schemaRows(structure.on, path);
    case 'choice': {
      const choice = structure.alternatives.map((keys) => Object.keys(keys).join(' with '));
      return structure.alternatives.flatMap((keys) => keyRows(keys, path, [], choice));
    }
    case 'variants':
      return mergeRows(
        Object.entries(structure.variants).flatMap(([word, keys]) =>
          keyRows(keys, path, [`${structure.tag}: ${word}`]),
        ),
        Object.keys(structure.variants).length,
      );
    default:
      return [];
  }
}

function keyRows(
  keys: Keys,
  path: string,
  conditions: readonly string[],
  choice: readonly string[] = [],
): readonly SchemaRow[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const below = path === '' ? name : `${path}.${name}`;
    const row = { path: below, name, key, conditions, types: [key.type.label], choice };
    return key.sameKeysAs === undefined ? [row, ...schemaRows(key.type, below)] : [row];
  });
}

/**
 * Puts the rows of a key that several variants have into one; what all of them have depends on nothing. A key that some
 * variants require and others do not keeps a row for each.
 */
function mergeRows(rows: readonly SchemaRow[], variantCount: number): readonly SchemaRow[] {
  const byPath = Map.groupBy(rows, ({ path, key }) => `${path} ${key.presence}`);
  return [...byPath.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const conditions = same.flatMap((row) => row.conditions);
    const types = [...new Set(same.flatMap((row) => row.types))];
    return [{ ...first, types, conditions: conditions.length === variantCount ? [] : conditions }];
  });
}
