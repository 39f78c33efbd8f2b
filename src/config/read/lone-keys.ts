import type { Finding } from './problem.ts';
import { type ValuePath, valueAtPath } from './value-path.ts';

/** Keys that mean nothing without another one beside them. */
const companions: readonly { readonly at: ValuePath; readonly key: string; readonly needs: string }[] = [
  { at: ['output', 'elasticsearch', 'tls'], key: 'certificate', needs: 'private_key' },
  { at: ['output', 'elasticsearch', 'tls'], key: 'private_key', needs: 'certificate' },
  { at: ['output', 'elasticsearch', 'tls'], key: 'passphrase', needs: 'private_key' },
  { at: ['proxy'], key: 'password', needs: 'username' },
];

/** Half of a pair: it would be left aside without a word. */
export function findLoneKeys(data: unknown): readonly Finding[] {
  return companions
    .filter(({ at, key, needs }) => has(data, [...at, key]) && !has(data, [...at, needs]))
    .map(({ at, key, needs }) => ({
      path: [...at, key],
      expected: `${needs} beside ${key}`,
      found: `${key} alone`,
      remedy: `Set ${needs} too, or remove ${key}.`,
      atKey: true,
    }));
}

function has(data: unknown, path: ValuePath): boolean {
  const value = valueAtPath(data, path);
  return value !== undefined && value !== null;
}
