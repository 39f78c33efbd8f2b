import { describe, expect, it } from 'vitest';
import { signInByDeviceCode } from '../../../src/auth/device-code-sign-in.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { reply, type Script, scriptedServer } from '../../support/scripted-server.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const tokens = {
  token_type: 'Bearer',
  scope: 'https://manage.office.com/ActivityFeed.Read',
  expires_in: 3599,
  access_token: 'granted',
  refresh_token: 'kept',
  id_token: `${part({ alg: 'none' })}.${part({ oid: 'o', tid: tenantId, sub: 's', preferred_username: 'u' })}.`,
  client_info: part({ uid: 'o', utid: tenantId }),
};

/** Signs in at a host that answers the polls one after the other as told. */
async function signIn(polls: readonly Script[], lifetimeSeconds = 900) {
  let asked = 0;
  const server = await scriptedServer((request, response) => {
    if (request.url.pathname.endsWith('/devicecode')) {
      const codes = {
        user_code: 'ABCDEFGHJ',
        device_code: 'device-secret',
        verification_uri: 'https://page',
      };
      return reply(response, 200, { ...codes, expires_in: lifetimeSeconds, interval: 0.01, message: '' });
    }
    asked += 1;
    return polls[asked - 1]?.(request, response);
  });
  const time = fakeClock();
  const shown: unknown[] = [];
  const { signal } = new AbortController();
  const cache = signInByDeviceCode({
    tenantId,
    clientId,
    loginUrl: server.origin,
    audience: 'https://manage.office.com',
    timeoutMs: 10_000,
    network: { trustedCertificates: [server.certificate] },
    clock: time.clock,
    events: recordedSourceEvents(),
    show: (prompt) => shown.push(prompt),
    sleep: time.sleep,
    signal,
  });
  return { cache, shown, time, polls: () => asked };
}

const refuse =
  (error: string, status = 400): Script =>
  (_request, response) =>
    reply(response, status, { error });
const grant: Script = (_request, response) => reply(response, 200, tokens);
const pending = refuse('authorization_pending');

describe('a sign-in with a device code', () => {
  it('polls until the person is done, and brings back the refresh token', async () => {
    const { cache, shown, polls } = await signIn([pending, pending, grant]);

    expect(await cache).toContain('kept');
    expect(shown).toEqual([{ url: 'https://page', code: 'ABCDEFGHJ', lifetimeSeconds: 900 }]);
    expect(polls()).toBe(3);
  });

  it('polls 5 seconds later each time it is asked to slow down', async () => {
    const { cache, time } = await signIn([refuse('slow_down'), pending, refuse('slow_down'), pending, grant]);

    await cache;

    expect(time.sleeps).toEqual([5_000, 5_000, 10_000, 10_000]);
  });

  it('survives passing faults of Entra', async () => {
    const html: Script = (_request, response) => reply(response, 503, '<html>');
    const cut: Script = (_request, response) => void response.destroy();
    const { cache, polls } = await signIn([html, cut, refuse('temporarily_unavailable', 503), grant]);

    expect(await cache).toContain('kept');
    expect(polls()).toBe(4);
  });

  it.each([
    ['authorization_declined', 'AUTH_SIGN_IN_DECLINED'],
    ['expired_token', 'AUTH_SIGN_IN_TIMEOUT'],
    ['bad_verification_code', 'AUTH_SIGN_IN_TIMEOUT'],
  ])('ends with %s as %s', async (error, code) => {
    const { cache } = await signIn([pending, refuse(error)]);

    await expect(cache).rejects.toMatchObject({ code });
  });
});
