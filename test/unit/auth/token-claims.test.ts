import { describe, expect, it } from 'vitest';
import { rolesOf } from '../../../src/auth/token-claims.ts';

function jwt(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('rolesOf', () => {
  it('reads application roles', () => {
    expect(rolesOf(jwt({ roles: ['ActivityFeed.Read', 'ActivityFeed.ReadDlp'] }))).toEqual([
      'ActivityFeed.Read',
      'ActivityFeed.ReadDlp',
    ]);
  });

  it('reads delegated scopes', () => {
    expect(rolesOf(jwt({ scp: 'ActivityFeed.Read ServiceHealth.Read' }))).toEqual([
      'ActivityFeed.Read',
      'ServiceHealth.Read',
    ]);
  });

  it.each([
    ['a token without roles', jwt({ aud: 'https://manage.office.com' })],
    ['roles of another shape', jwt({ roles: 'ActivityFeed.Read', scp: 7 })],
    ['what is no JWT', 'opaque'],
    ['an empty text', ''],
    ['a payload that is no object', jwt([1])],
  ])('finds none in %s', (_name, token) => {
    expect(rolesOf(token)).toEqual([]);
  });
});
