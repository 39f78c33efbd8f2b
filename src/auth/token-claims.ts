import { isJsonObject, tryParseJson } from '../lib/json-object.ts';

/**
 * The permissions that a token carries: application roles (`roles`) and delegated scopes (`scp`).
 * The signature is not verified: this is for telling an operator what is missing, never for granting anything.
 * @returns nothing where the token is not a JWT
 */
export function rolesOf(token: string): readonly string[] {
  const payload = claimsOf(token);
  const roles: unknown = payload.roles;
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
  const named = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return [...named, ...scopes].filter((name) => name !== '');
}

/** From when until when a token is good by its issuer's clock, epoch milliseconds. */
export interface TokenTimes {
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** What a token says about its times (`iat` and `exp`, RFC 7519); null where it is not a JWT or does not say. */
export function timesOf(token: string): TokenTimes | null {
  const { iat, exp } = claimsOf(token);
  if (typeof iat !== 'number' || typeof exp !== 'number') return null;
  return { issuedMs: iat * 1000, expiresMs: exp * 1000 };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const payload = tryParseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isJsonObject(payload) ? payload : {};
}
