import { isJsonObject, tryParseJson } from '../lib/json-object.ts';

/**
 * The permissions that a token carries: application roles (`roles`) and delegated scopes (`scp`).
 * The signature is not verified: this is for telling an operator what is missing, never for granting anything.
 * @returns nothing where the token is not a JWT
 */
export function rolesOf(token: string): readonly string[] {
  const payload = tryParseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (!isJsonObject(payload)) return [];
  const roles: unknown = payload.roles;
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
  const named = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return [...named, ...scopes].filter((name) => name !== '');
}
