import { expect, it } from 'vitest';
import { checkClock } from '../../../../src/cli/check/check-clock.ts';
import { checkSpace } from '../../../../src/cli/check/check-space.ts';
import { judgePeer } from '../../../../src/cli/check/check-tls.ts';

const peer = { subject: 'CN=login', issuer: 'CN=Corp Inspection, O=Corp' };
const login = { service: 'login', url: 'https://login.example' } as const;

it.each([
  [login, null, 'ok', undefined, 'issued by CN=Corp Inspection, O=Corp'],
  [
    login,
    'SELF_SIGNED_CERT_IN_CHAIN',
    'failed',
    'CHECK_TLS_INTERCEPTED',
    'TLS is intercepted by CN=Corp Inspection',
  ],
  [login, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'failed', 'CHECK_TLS_INTERCEPTED', 'intercepted by CN=Corp'],
  [login, 'CERT_HAS_EXPIRED', 'failed', 'CHECK_TLS_CERTIFICATE', 'it has expired'],
  [login, 'ERR_TLS_CERT_ALTNAME_INVALID', 'failed', 'CHECK_TLS_CERTIFICATE', 'another host name'],
  [
    { service: 'elasticsearch', url: 'https://es:9200' } as const,
    'SELF_SIGNED_CERT_IN_CHAIN',
    'failed',
    'CHECK_TLS_UNTRUSTED',
    'issued by CN=Corp Inspection',
  ],
])('%o with %s', (target, refusal, status, code, text) => {
  const verdict = judgePeer(target, { ...peer, refusal });
  expect(verdict).toMatchObject({ subject: 'network', status });
  expect(verdict.code).toBe(code);
  expect(verdict.message).toContain(text);
});

it('tells a clock that is off, and by how much', () => {
  const reading = { crossed: false, believed: true } as const;
  expect(checkClock('t', null)).toEqual([]);
  expect(checkClock('t', { ...reading, skewMs: 900, level: 'ok' })).toMatchObject([{ status: 'ok' }]);
  expect(checkClock('t', { ...reading, skewMs: -90_000, level: 'off' })).toMatchObject([
    { status: 'warning', code: 'CHECK_CLOCK_OFF', message: expect.stringContaining('90 seconds behind') },
  ]);
});

it.each([
  [5 * 1024 ** 3, 'ok'],
  [500 * 1024 ** 2, 'warning'],
  [10 * 1024 ** 2, 'failed'],
])('%i free bytes are %s', (bytes, status) => {
  expect(checkSpace('/x', () => bytes).status).toBe(status);
});

it('does not know the room that the system does not tell', () => {
  const deny = () => {
    throw new Error('ENOSYS');
  };
  expect(checkSpace('/x', deny).status).toBe('unknown');
});
