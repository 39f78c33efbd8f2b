import type { Key } from './value-type.ts';

/** A scalar or a list of scalars as it is written in YAML on one line; undefined for everything else. */
export function inlineYaml(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => inlineYaml(item));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** An example of a key as a line of YAML: `interval: 1m`; undefined where the value does not fit a line. */
export function exampleLine(name: string, key: Key<unknown>): string | undefined {
  const value = inlineYaml(key.example ?? key.fallback);
  if (value !== undefined && value !== '[]') return `${name}: ${value}`;
  return key.fileExample === undefined ? undefined : `${name}_file: ${key.fileExample}`;
}
