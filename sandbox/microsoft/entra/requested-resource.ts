import type { EntraErrorCode } from './entra-error.ts';

/** The resource that an app asks for by itself: `scope` in v2.0, `resource` in v1. */
export function requestedResource(
  form: URLSearchParams,
  version: 1 | 2,
): string | { readonly code: EntraErrorCode; readonly detail: string } {
  const resource = form.get('resource');
  if (version === 1) return resource ?? { code: 900144, detail: 'resource' };
  if (resource !== null) return { code: 901002, detail: '' };
  const scope = form.get('scope')?.trim();
  if (scope === undefined || scope === '') return { code: 900144, detail: 'scope' };
  const found = /^(\S+)\/\.default$/.exec(scope)?.[1];
  if (found !== undefined) return found;
  return /^https:\/\/\S+$/.test(scope) ? { code: 1002012, detail: scope } : { code: 70011, detail: scope };
}

const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** The one resource among the scopes that a person's sign-in asks for; undefined where there is not exactly one. */
export function requestedUserResource(scope: string | null): string | undefined {
  const others = (scope ?? '').split(' ').filter((name) => name !== '' && !OPENID_SCOPES.has(name));
  const resources = new Set(others.map((name) => name.replace(/\/[^/]+$/, '')));
  const [only] = resources;
  return resources.size === 1 ? only : undefined;
}
