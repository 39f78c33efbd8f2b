import { configSchema } from './config.ts';
import { readYamlTree } from './read/yaml-tree.ts';
import { keysOf } from './types/navigate.ts';
import type { ValueType } from './types/value-type.ts';

/** Stands in the place of whatever is, or could be, a secret. */
const redacted = '[redacted]';

/**
 * A valid configuration as it may be shown to strangers. Only what the schema calls no secret is taken over: unknown keys,
 * comments and everything hidden stay behind, and variables stay variables.
 * @param text of a file that parseConfig accepts
 */
export function showConfig(text: string): unknown {
  return show(configSchema, readYamlTree(text).data);
}

function show(type: ValueType<unknown>, value: unknown): unknown {
  const { structure } = type;
  if (value === false && structure.kind === 'switchable') return false;
  if (structure.kind === 'switchable') return show(structure.on, value);
  if (structure.kind === 'list') {
    const { item } = structure;
    return Array.isArray(value) ? value.map((entry) => show(item, entry)) : redacted;
  }
  if (structure.kind === 'scalar') return showScalar(type, value);
  const keys = keysOf(type, value);
  if (keys === undefined || typeof value !== 'object' || value === null) return redacted;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]): [string, unknown][] => {
      const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
      if (key !== undefined) return [[name, show(key.type, entry)]];
      const target = name.endsWith('_file') ? keys[name.slice(0, -'_file'.length)] : undefined;
      return target?.type.fromFile === true ? [[name, '[a file]']] : [];
    }),
  );
}

function showScalar(type: ValueType<unknown>, value: unknown): unknown {
  if (!type.hidden) return ['string', 'number', 'boolean'].includes(typeof value) ? value : redacted;
  const variable =
    typeof value === 'string' ? /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value)?.[1] : undefined;
  return variable === undefined ? redacted : `${redacted} from the variable ${variable}`;
}
