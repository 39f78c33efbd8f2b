import type { Key } from './value-type.ts';

/** A value as it is written in YAML on one line; undefined for what has no such form, such as an empty mapping. */
export function inlineYaml(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => inlineYaml(item));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const pairs = entries.map(([name, entry]) => `${name}: ${inlineYaml(entry) ?? '{}'}`);
  return pairs.length === 0 ? undefined : `{ ${pairs.join(', ')} }`;
}

/** An example of a key as a line of YAML: `interval: 1m`; undefined where the value does not fit a line. */
export function exampleLine(name: string, key: Key<unknown>): string | undefined {
  const value = inlineYaml(key.example ?? key.fallback);
  if (value !== undefined && value !== '[]') return `${name}: ${value}`;
  return key.fileExample === undefined ? undefined : `${name}_file: ${key.fileExample}`;
}
