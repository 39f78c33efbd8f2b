import { keysOf } from '../types/navigate.ts';
import { entryOf } from '../types/read-keys.ts';
import type { Keys, ValueType } from '../types/value-type.ts';
import type { Environment } from './interpolate.ts';
import type { Substituted } from './substitute.ts';
import { toPointer, type ValuePath } from './value-path.ts';

/**
 * Fills in each absent key that the schema gives an environment variable, where that variable is set. Comes after
 * substitution: which keys a mapping has may itself depend on a variable.
 */
export function withVariables(
  root: ValueType<unknown>,
  substituted: Substituted,
  env: Environment,
): Substituted {
  const variables = new Map(substituted.variables);

  function walk(type: ValueType<unknown> | undefined, value: unknown, path: ValuePath): unknown {
    if (Array.isArray(value)) {
      const item = type?.structure.kind === 'list' ? type.structure.item : undefined;
      return value.map((entry, index) => walk(item, entry, [...path, index]));
    }
    const keys = type === undefined ? undefined : keysOf(type, value);
    if (typeof value !== 'object' || value === null || keys === undefined) return value;
    const given = Object.entries(value).map(([name, entry]): [string, unknown] => [
      name,
      walk(Object.hasOwn(keys, name) ? keys[name]?.type : undefined, entry, [...path, name]),
    ]);
    return Object.fromEntries([...given, ...fromVariables(keys, value, path)]);
  }

  function fromVariables(keys: Keys, value: object, path: ValuePath): [string, string][] {
    return Object.entries(keys).flatMap(([key, doc]): [string, string][] => {
      const isGiven = [key, `${key}_file`].some((name) => entryOf(value, name) !== undefined);
      const variable = doc.variable ?? doc.fileVariable;
      const text = variable === undefined ? '' : (env[variable] ?? '');
      if (isGiven || variable === undefined || text === '') return [];
      const name = doc.variable === undefined ? `${key}_file` : key;
      variables.set(toPointer([...path, name]), variable);
      return [[name, text]];
    });
  }

  return { ...substituted, data: walk(root, substituted.data, []), variables };
}
