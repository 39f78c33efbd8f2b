import { entryOf } from '../types/read-keys.ts';

/** Where a value stands: keys and list positions from the top of the file. */
export type ValuePath = readonly (string | number)[];

/** The path as a JSON pointer, which is how Ajv names places. */
export function toPointer(path: ValuePath): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The path as an operator writes it: `tenants[0].auth.client_secret`. */
export function displayPath(path: ValuePath): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/** The path behind a JSON pointer; positions in lists become numbers. */
export function fromPointer(pointer: string, data: unknown): ValuePath {
  const path: (string | number)[] = [];
  let value = data;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const own = Array.isArray(value) ? Number(name) : name;
    path.push(own);
    value = child(value, own);
  }
  return path;
}

/** The value at a path; undefined where there is none. */
export function valueAtPath(data: unknown, path: ValuePath): unknown {
  return path.reduce(child, data);
}

function child(value: unknown, part: string | number): unknown {
  return Array.isArray(value) ? value[Number(part)] : entryOf(value, String(part));
}
