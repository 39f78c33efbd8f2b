import { contentTypes } from '../keys/content-types.ts';
import { entryOf } from '../types/read-keys.ts';
import type { Finding } from './problem.ts';
import { displayPath, type ValuePath } from './value-path.ts';

/**
 * Content types that a tenant's entries name more than once: they would be collected twice.
 * Runs on data that may be invalid otherwise, so that it is reported together with everything else.
 */
export function findRepeatedStreams(data: unknown): readonly Finding[] {
  const tenants = entryOf(data, 'tenants');
  const seen = new Map<string, ValuePath>();
  const findings: Finding[] = [];
  for (const [index, tenant] of (Array.isArray(tenants) ? tenants : []).entries()) {
    const id = entryOf(tenant, 'id');
    if (typeof id !== 'string' || id === '') continue;
    const own = entryOf(tenant, 'content_types');
    const given = own ?? entryOf(entryOf(data, 'tenant_defaults'), 'content_types');
    const listed: readonly unknown[] = Array.isArray(given) ? given : contentTypes;
    for (const [position, name] of listed.entries()) {
      const type = contentTypes.find((known) => known.toLowerCase() === String(name).toLowerCase());
      if (type === undefined) continue;
      const path: ValuePath = Array.isArray(own)
        ? ['tenants', index, 'content_types', position]
        : ['tenants', index, 'id'];
      const stream = `${id.toLowerCase()} ${type}`;
      const first = seen.get(stream);
      if (first === undefined) seen.set(stream, path);
      else findings.push(repeated(path, type, first));
    }
  }
  return findings;
}

function repeated(path: ValuePath, type: string, first: ValuePath): Finding {
  return {
    path,
    expected: 'each content type of a tenant once',
    found: `${type}, which ${displayPath(first)} collects already`,
    remedy: 'Keep it in one place.',
  };
}
