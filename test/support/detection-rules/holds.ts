import { BlockList, isIPv6 } from 'node:net';
import type { Condition, FieldTest } from './condition.ts';

/** A document as conditions see it. */
export interface SeenDocument {
  /** The values of a field as text; of an object, those of all its members. */
  readonly valuesOf: (field: string) => readonly string[];
  /** ES|QL: what is compared with several values is null. */
  readonly isSingle?: (field: string) => boolean;
}

/** Whether a document fulfils a condition; null when a value that it compares is not there. */
export function holds(condition: Condition, document: SeenDocument): boolean | null {
  switch (condition.kind) {
    case 'and':
      return decided(condition.parts, document, false);
    case 'or':
      return decided(condition.parts, document, true);
    case 'not': {
      const part = holds(condition.part, document);
      return part === null ? null : !part;
    }
    case 'nested':
      return holds(condition.part, document);
    case 'test':
      return passes(condition.field, condition.test, document);
  }
}

function decided(parts: readonly Condition[], document: SeenDocument, decision: boolean): boolean | null {
  const results = parts.map((part) => holds(part, document));
  if (results.includes(decision)) return decision;
  return results.includes(null) ? null : !decision;
}

function passes(field: string, check: FieldTest, document: SeenDocument): boolean | null {
  const values = document.valuesOf(field);
  if (check.op === 'exists') return values.length > 0;
  if (values.length === 0 || (values.length > 1 && document.isSingle?.(field) === true)) return null;
  switch (check.op) {
    case 'equals':
      return values.some(
        (value) =>
          value === check.value || (check.anyCase && value.toLowerCase() === check.value.toLowerCase()),
      );
    case 'like':
      return values.some((value) =>
        new RegExp(`^${regexOfPattern(check.pattern)}$`, flags(check.anyCase)).test(value),
      );
    case 'regex':
      // Lucene matches the whole value; an empty alternative is an error in it, and nothing here.
      return values.some((value) => new RegExp(`^(?:${check.pattern})$`, flags(check.anyCase)).test(value));
    case 'range':
      return values.some((value) => inRange(value, check.bound, check.value));
    case 'cidr':
      return values.some((value) => inNetwork(value, check.networks));
    case 'ends_with_field': {
      const ends = document.valuesOf(check.other);
      if (ends.length === 0) return null;
      const cased = (text: string) => (check.anyCase ? text.toLowerCase() : text);
      return values.some((value) => ends.some((end) => cased(value).endsWith(cased(end))));
    }
  }
}

function flags(anyCase: boolean): string {
  return anyCase ? 'isu' : 'su';
}

function regexOfPattern(pattern: string): string {
  return pattern.replaceAll(/\\([\s\S])|[\s\S]/g, (character, plain: string | undefined) => {
    if (plain === undefined && character === '*') return '.*';
    if (plain === undefined && character === '?') return '.';
    return (plain ?? character).replace(/[$()*+./?[\\\]^{|}]/, '\\$&');
  });
}

function inRange(value: string, bound: string, limit: string): boolean {
  const numbers = !Number.isNaN(Number(value)) && !Number.isNaN(Number(limit));
  const order = numbers ? Number(value) - Number(limit) : value < limit ? -1 : Number(value > limit);
  if (order === 0) return bound === 'gte' || bound === 'lte';
  return order > 0 ? bound.startsWith('gt') : bound.startsWith('lt');
}

function inNetwork(value: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list.check(value, isIPv6(value) ? 'ipv6' : 'ipv4');
}
