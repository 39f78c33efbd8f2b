import { createHash, verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AppTokenOptions } from '../../../src/auth/app-token.ts';
import { AuthError } from '../../../src/auth/auth-error.ts';
import { createCertificateProvider } from '../../../src/auth/certificate.ts';
import { createClientSecretProvider } from '../../../src/auth/client-secret.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { appCertificate, localhostCertificate, pemSource } from '../../support/localhost-certificate.ts';
import { reply, type Script, type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';
import { textInPlace } from '../../support/text-in-place.ts';

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const clientSecret = 'a secret+with/odd~characters&more=%';
const audience = 'https://manage.office.com';
const { signal } = new AbortController();

const grant: Script = (_request, response) =>
  reply(response, 200, {
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: 'granted',
  });

function optionsFor(server: ScriptedServer, time: FakeClock = fakeClock()): AppTokenOptions {
  return {
    tenantId,
    clientId,
    loginUrl: server.origin,
    audience,
    timeoutMs: 10_000,
    network: { trustedCertificates: [server.certificate] },
    clock: time.clock,
    events: recordedSourceEvents(),
  };
}

function form(server: ScriptedServer): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(server.requests[0]?.body));
}

describe('a client secret', () => {
  it('is exchanged for a token in one request, without discovery', async () => {
    const server = await scriptedServer(grant);
    const tokens = createClientSecretProvider({
      ...optionsFor(server),
      clientSecret: textInPlace(clientSecret),
    });

    expect(await tokens.getToken({ signal })).toBe('granted');

    expect(server.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `POST /${tenantId}/oauth2/v2.0/token`,
    ]);
    expect(form(server)).toMatchObject({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
      scope: `${audience}/.default`,
    });
  });

  it('is exchanged again when the token ends, for lives of any length and numbers as text', async () => {
    const lives = ['60', 3600, undefined];
    const server = await scriptedServer((_request, response) => {
      const expires_in = lives[server.requests.length - 1];
      reply(response, 200, {
        token_type: 'Bearer',
        expires_in,
        access_token: `token-${server.requests.length}`,
      });
    });
    const time = fakeClock();
    const tokens = createClientSecretProvider({
      ...optionsFor(server, time),
      clientSecret: textInPlace(clientSecret),
    });
    const seen: string[] = [];

    for (const advanceMs of [0, 47_999, 1, 3_299_999, 1, 239_999, 1]) {
      time.advance(advanceMs);
      seen.push(await tokens.getToken({ signal }));
    }

    expect(seen).toEqual(['token-1', 'token-1', 'token-2', 'token-2', 'token-3', 'token-3', 'token-4']);
  });

  it('asks again after a 5xx, rather than answering itself for a minute', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 503, { error: 'temporarily_unavailable', error_description: 'AADSTS90033: later' }),
    );
    const time = fakeClock();
    const tokens = createClientSecretProvider({
      ...optionsFor(server, time),
      clientSecret: textInPlace(clientSecret),
    });

    await expect(tokens.getToken({ signal })).rejects.toMatchObject({
      code: 'AUTH_UNAVAILABLE',
      kind: 'retry',
    });
    server.answer(grant);
    time.advance(5_000);

    expect(await tokens.getToken({ signal })).toBe('granted');
  });

  it('gives up its request when the caller does', async () => {
    const server = await scriptedServer(() => {});
    const tokens = createClientSecretProvider({
      ...optionsFor(server),
      clientSecret: textInPlace(clientSecret),
    });
    const controller = new AbortController();
    const reason = new Error('stopping');

    const waiting = tokens.getToken({ signal: controller.signal });
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
  });
});

describe('a certificate', () => {
  it('signs an assertion that Entra can verify', async () => {
    const server = await scriptedServer(grant);
    const pair = await appCertificate();
    const certificate = new X509Certificate(pair.certificate);
    const tokens = createCertificateProvider({ ...optionsFor(server), source: pemSource(pair) });

    expect(await tokens.getToken({ signal })).toBe('granted');

    const sent = form(server);
    expect(sent.client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [header = '', claims = '', signature = ''] = sent.client_assertion?.split('.') ?? [];
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    expect(read(header)).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
      x5c: [certificate.raw.toString('base64')],
    });
    const nowSeconds = Math.floor(Date.now() / 1000);
    expect(read(claims)).toMatchObject({
      aud: `${server.origin}/${tenantId}/oauth2/v2.0/token`,
      iss: clientId,
      sub: clientId,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      nbf: expect.closeTo(nowSeconds, -2),
      exp: expect.closeTo(nowSeconds + 600, -2),
    });
    const key = { key: certificate.publicKey, padding: 6, saltLength: 32 };
    expect(
      verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')),
    ).toBe(true);
  });

  it('signs each request anew', async () => {
    const server = await scriptedServer(grant);
    const tokens = createCertificateProvider({
      ...optionsFor(server),
      source: pemSource(await appCertificate()),
    });

    const refused = await tokens.getToken({ signal });
    await tokens.getToken({ signal, refused });

    const assertions = server.requests.map(({ body }) => new URLSearchParams(body).get('client_assertion'));
    expect(new Set(assertions).size).toBe(2);
  });
});

describe('what goes wrong on the way to a token', () => {
  /** The error of one attempt. */
  async function failureOf(script: Script, change: Partial<AppTokenOptions> = {}): Promise<AuthError> {
    const server = await scriptedServer(script);
    const tokens = createClientSecretProvider({
      ...optionsFor(server),
      clientSecret: textInPlace(clientSecret),
      ...change,
    });
    const error: unknown = await tokens.getToken({ signal }).catch((thrown: unknown) => thrown);
    if (!(error instanceof AuthError)) throw new Error('no AuthError');
    return error;
  }

  it('shows what Entra said, and its number', async () => {
    const error = await failureOf((_request, response) =>
      reply(response, 401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided. Trace ID: 1',
        error_codes: [7000215],
      }),
    );

    expect(error).toMatchObject({ code: 'AUTH_SECRET_WRONG', kind: 'fatal', aadsts: 7000215 });
    expect(error.message).toContain('AADSTS7000215: Invalid client secret provided.');
  });

  it.each([
    ['a page of a proxy', 200, '<html>Sign in</html>', 'AUTH_ANSWER_UNREADABLE'],
    ['an empty token', 200, { access_token: '', expires_in: 3599 }, 'AUTH_ANSWER_UNREADABLE'],
    ['an answer that is no object', 200, [1], 'AUTH_ANSWER_UNREADABLE'],
    ['a redirect', 302, '', 'AUTH_ANSWER_UNREADABLE'],
    ['throttling', 429, '', 'AUTH_THROTTLED'],
  ])('%s', async (_name, status, body, code) => {
    expect(await failureOf((_request, response) => reply(response, status, body))).toMatchObject({
      code,
      kind: 'retry',
    });
  });

  it('a host that cannot be reached, is silent or is not trusted', async () => {
    const { certificate } = await localhostCertificate();

    expect(await failureOf(grant, { loginUrl: 'https://127.0.0.1:1' })).toMatchObject({
      code: 'AUTH_UNREACHABLE',
    });
    expect(await failureOf(() => {}, { timeoutMs: 50 })).toMatchObject({ code: 'AUTH_TIMEOUT' });
    expect(await failureOf(grant, { network: { trustedCertificates: [certificate] } })).toMatchObject({
      code: 'AUTH_TLS',
    });
  });

  it('a login host without TLS', async () => {
    expect(await failureOf(grant, { loginUrl: 'http://127.0.0.1:1' })).toMatchObject({
      code: 'AUTH_REQUEST_NOT_MADE',
      kind: 'fatal',
    });
  });

  it('and never the secret or the assertion, even where Entra repeats them', async () => {
    const echo: Script = ({ body }, response) => {
      const sent = new URLSearchParams(body);
      const repeated = `${sent.get('client_secret') ?? ''} ${sent.get('client_assertion') ?? ''} ${body}`;
      reply(response, 400, { error: 'invalid_request', error_description: `AADSTS900144: ${repeated}` });
    };
    const server = await scriptedServer(echo);
    const pair = await appCertificate();
    const bySecret = createClientSecretProvider({
      ...optionsFor(server),
      clientSecret: textInPlace(clientSecret),
    });
    const byCertificate = createCertificateProvider({ ...optionsFor(server), source: pemSource(pair) });

    const printed = [
      everythingPrinted(await bySecret.getToken({ signal }).catch((error: unknown) => error)),
      everythingPrinted(await byCertificate.getToken({ signal }).catch((error: unknown) => error)),
      everythingPrinted(await failureOf(grant, { loginUrl: 'https://127.0.0.1:1' })),
      everythingPrinted(await failureOf(() => {}, { timeoutMs: 50 })),
    ].join('\n');

    const assertion = new URLSearchParams(server.requests[1]?.body).get('client_assertion') ?? '';
    expect(assertion).toMatch(/^eyJ/);
    expect(printed).toContain('AADSTS900144');
    for (const secret of [
      clientSecret,
      encodeURIComponent(clientSecret),
      assertion,
      pair.privateKey.slice(60, 120),
    ]) {
      expect(printed).not.toContain(secret);
    }
  });
});
