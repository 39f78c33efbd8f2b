import { entryOf } from '../types/read-keys.ts';
import type { Finding } from './problem.ts';
import { type ValuePath, valueAtPath } from './value-path.ts';

/**
 * Keys of a credential that exclude or need each other: one user-assigned identity at most, and a certificate either
 * as PEM with its key or as one PFX file.
 * Runs on data that may be invalid otherwise, so that it is reported together with everything else.
 */
export function findCredentialConflicts(data: unknown): readonly Finding[] {
  const tenants = entryOf(data, 'tenants');
  const paths: readonly ValuePath[] = [
    ...(Array.isArray(tenants) ? tenants : []).map((_, index) => ['tenants', index, 'auth']),
    ['tenant_defaults', 'auth'],
    // In a file that holds one tenant.
    ['auth'],
  ];
  return paths.flatMap((path): readonly Finding[] => {
    const auth = valueAtPath(data, path);
    const method = entryOf(auth, 'method');
    if (method === 'managed_identity') return findIdentities(auth, path);
    return method === 'certificate' ? findCertificateForms(auth, path) : [];
  });
}

const identityKeys = ['client_id', 'object_id', 'resource_id'] as const;
const pemKeys = ['certificate', 'private_key'] as const;

function findIdentities(auth: unknown, path: ValuePath): readonly Finding[] {
  const [, ...surplus] = given(auth, identityKeys);
  return surplus.map((name) => ({
    path: [...path, name],
    expected: `at most one of ${identityKeys.join(', ')}`,
    found: `${given(auth, identityKeys).join(' and ')}`,
    remedy: 'Keep the one that names the identity; without any, the system-assigned identity is used.',
    atKey: true,
  }));
}

function findCertificateForms(auth: unknown, path: ValuePath): readonly Finding[] {
  const pem = given(auth, pemKeys);
  if (entryOf(auth, 'pfx') === undefined) {
    return pemKeys.filter((name) => !pem.includes(name)).map((name) => missing(path, name));
  }
  return pem.map((name) => ({
    path: [...path, name],
    expected: 'certificate with private_key, or pfx',
    found: 'both',
    remedy: 'Remove one of the two.',
    atKey: true,
  }));
}

function missing(path: ValuePath, name: string): Finding {
  return {
    path: [...path, name],
    expected: `${name} or ${name}_file, unless pfx holds both`,
    found: 'nothing',
    remedy: `Add ${name}_file with the path of a PEM file, or pfx.`,
  };
}

function given(auth: unknown, names: readonly string[]): readonly string[] {
  return names.filter((name) => entryOf(auth, name) !== undefined);
}
