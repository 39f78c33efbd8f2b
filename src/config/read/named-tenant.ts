import { formats } from '../types/formats.ts';

const idLine = /(?:^|[{,]\s*)["']?id["']?\s*:\s*["']?([^\s"'#,}]+)/m;

/** The tenant that the file of a tenant names, also where the file cannot be used; null where it names none. */
export function namedTenant(text: string): string | null {
  return formats['tenant-id'](idLine.exec(text)?.[1] ?? '') ?? null;
}
