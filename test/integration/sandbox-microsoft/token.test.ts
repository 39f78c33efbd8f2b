import { createPublicKey, createSign, verify, X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import got from 'got';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import type { MicrosoftSandbox } from '../../../sandbox/microsoft/microsoft-sandbox.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type ApiClient, parse } from './api-client.ts';
import { withSandbox } from './with-sandbox.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function form(client: ApiClient, changes: Record<string, string> = {}): Record<string, string> {
  const { clientId, clientSecret } = client.sandbox.settings;
  return {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://manage.office.com/.default',
    ...changes,
  };
}

function without(fields: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function field(text: string, name: string): unknown {
  return Object.entries(parse(text) ?? {}).find(([key]) => key === name)?.[1];
}

function claims(token: string): unknown {
  return parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

async function keyPair(): Promise<{ key: string; certificate: string }> {
  const pair = await generate([{ name: 'commonName', value: 'app' }], { algorithm: 'sha256', keySize: 2048 });
  return { key: pair.private, certificate: pair.cert };
}

function assertion(key: string, header: object, payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

function msal(sandbox: MicrosoftSandbox, auth: object): ConfidentialClientApplication {
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const response = await got(url, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body === undefined ? {} : { body: options.body }),
      https: { certificateAuthority: sandbox.caPem },
      throwHttpErrors: false,
      retry: { limit: 0 },
    });
    return { headers: {}, body: JSON.parse(response.body), status: response.statusCode };
  };
  const { clientId, tenants } = sandbox.settings;
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `${sandbox.url}/${tenants[0]}`,
      knownAuthorities: [new URL(sandbox.url).host],
      ...auth,
    },
    system: {
      networkClient: {
        sendGetRequestAsync: (url, options) => send('GET', url, options),
        sendPostRequestAsync: (url, options) => send('POST', url, options),
      },
    },
  });
}

describe('the token endpoint', () => {
  it('gives a signed token with the claims of a v1 app-only token', async () => {
    const { client, sandbox } = await withSandbox();
    const answer = await client.askForToken(form(client));
    expect(answer.status).toBe(200);
    expect(parse(answer.text)).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
    });
    const token = String(field(answer.text, 'access_token'));
    expect(claims(token)).toMatchObject({
      aud: 'https://manage.office.com',
      iss: `https://sts.windows.net/${client.tenant}/`,
      tid: client.tenant,
      appid: sandbox.settings.clientId,
      roles: ['ActivityFeed.Read', 'ActivityFeed.ReadDlp'],
      ver: '1.0',
    });
    expect(sandbox.tokensIssued()).toContain(token);

    const keys = await client.request('GET', `${sandbox.url}/${client.tenant}/discovery/v2.0/keys`);
    const [jwk] = Object.values(Object(field(keys.text, 'keys')));
    const [head, body, signature] = token.split('.');
    const key = createPublicKey({ key: Object(jwk), format: 'jwk' });
    expect(
      verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature ?? '', 'base64url')),
    ).toBe(true);
  });

  it('takes the secret as Basic authorization, and resource at the v1 endpoint', async () => {
    const { client, sandbox } = await withSandbox();
    const { clientId, clientSecret } = sandbox.settings;
    const body = 'grant_type=client_credentials&resource=https%3A%2F%2Fmanage.office.com';
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const answer = await client.request('POST', `${sandbox.url}/${client.tenant}/oauth2/token`, {
      body,
      headers: { authorization },
    });
    expect(parse(answer.text)).toMatchObject({ expires_in: '3599', resource: 'https://manage.office.com' });
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, '7000215', 'invalid_client'],
    ['an expired secret', { client_secret: 'sandbox-expired-secret' }, 401, '7000222', 'invalid_client'],
    [
      'an unknown application',
      { client_id: '99999999-0000-0000-0000-000000000000' },
      400,
      '700016',
      'unauthorized_client',
    ],
    [
      'a scope without .default',
      { scope: 'https://manage.office.com/ActivityFeed.Read' },
      400,
      '1002012',
      'invalid_scope',
    ],
    ['an unknown resource', { scope: 'https://example.com/.default' }, 400, '500011', 'invalid_resource'],
    ['resource at v2.0', { resource: 'https://manage.office.com' }, 400, '901002', 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 400, '70003', 'unsupported_grant_type'],
    [
      'an assertion that is no JWT',
      { client_assertion: 'x', client_assertion_type: ASSERTION_TYPE },
      401,
      '50027',
      'invalid_client',
    ],
  ])('refuses %s in the shape of Entra', async (_what, changes, status, code, error) => {
    const { client } = await withSandbox();
    const answer = await client.askForToken(form(client, changes));
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
    expect(parse(answer.text)).toMatchObject({
      error,
      error_codes: [Number(code)],
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    });
    expect(field(answer.text, 'error_description')).toMatch(
      new RegExp(`^AADSTS${code}: .*Trace ID: .*Correlation ID: `),
    );
    expect(answer.text).not.toContain(form(client, changes).client_secret);
  });

  it.each([
    ['client_secret', '7000218'],
    ['client_id', '900144'],
    ['scope', '900144'],
    ['grant_type', '900144'],
  ])('asks for %s when it is missing', async (name, code) => {
    const { client } = await withSandbox();
    expect((await client.askForToken(without(form(client), name))).code).toBe(code);
  });

  it('knows its tenants only', async () => {
    const { client, sandbox } = await withSandbox();
    const other = '99999999-0000-0000-0000-000000000000';
    expect((await client.askForToken(form(client), other)).code).toBe('90002');
    expect((await client.askForToken(form(client), 'nonsense')).code).toBe('900023');
    const metadata = `${sandbox.url}/${other}/v2.0/.well-known/openid-configuration`;
    expect((await client.request('GET', metadata)).code).toBe('90002');
  });

  it('answers instance discovery for itself alone', async () => {
    const { client, sandbox } = await withSandbox();
    const discover = (endpoint: string) =>
      client.request(
        'GET',
        `${sandbox.url}/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`,
      );
    const own = await discover(`${sandbox.url}/${client.tenant}/oauth2/v2.0/authorize`);
    expect(field(own.text, 'tenant_discovery_endpoint')).toBe(
      `${sandbox.url}/${client.tenant}/v2.0/.well-known/openid-configuration`,
    );
    expect((await discover('https://login.example.com/x/oauth2/v2.0/authorize')).code).toBe('50049');
  });
});

describe('a signed assertion', () => {
  it('is accepted from MSAL with a certificate, PS256 and RS256, and MSAL with a secret works too', async () => {
    const { key, certificate } = await keyPair();
    const { sandbox } = await withSandbox({ certificates: [certificate] });
    const x509 = new X509Certificate(certificate);
    const thumbprintSha256 = x509.fingerprint256.replaceAll(':', '');
    const thumbprint = x509.fingerprint.replaceAll(':', '');
    const { clientSecret } = sandbox.settings;
    for (const auth of [
      { clientSecret },
      { clientCertificate: { privateKey: key, thumbprintSha256 } },
      { clientCertificate: { privateKey: key, thumbprint } },
    ]) {
      const result = await msal(sandbox, auth).acquireTokenByClientCredential({
        scopes: ['https://manage.office.com/.default'],
      });
      expect(sandbox.tokensIssued()).toContain(result?.accessToken);
    }
  });

  it.each([
    ['a certificate that is not registered', '700027', { x5t: 'other' }, {}],
    ['another algorithm', '700027', { alg: 'none' }, {}],
    ['another audience', '700023', {}, { aud: 'https://login.example.com/token' }],
    ['another application', '700021', {}, { iss: 'somebody' }],
    ['a time that is over', '700024', {}, { exp: 1 }],
    ['a time that has not begun', '700024', {}, { nbf: 4_000_000_000 }],
  ])('is refused for %s', async (_what, code, header, payload) => {
    const { key, certificate } = await keyPair();
    const { client, sandbox } = await withSandbox({ certificates: [certificate] });
    const { clientId } = sandbox.settings;
    const x5t = Buffer.from(new X509Certificate(certificate).fingerprint.replaceAll(':', ''), 'hex').toString(
      'base64url',
    );
    const now = Math.floor(Date.now() / 1000);
    const aud = `${sandbox.url}/${client.tenant}/oauth2/v2.0/token`;
    const good = { aud, iss: clientId, sub: clientId, nbf: now, exp: now + 600 };
    const ask = (head: object, body: object) =>
      client.askForToken({
        ...without(form(client), 'client_secret'),
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: assertion(key, { alg: 'RS256', typ: 'JWT', x5t, ...head }, { ...good, ...body }),
      });
    expect((await ask({}, {})).status).toBe(200);
    expect(await ask(header, payload)).toMatchObject({ status: 401, code });
  });

  it('is refused when somebody else signed it', async () => {
    const [mine, other] = await Promise.all([keyPair(), keyPair()]);
    const { client, sandbox } = await withSandbox({ certificates: [mine.certificate] });
    const { clientId } = sandbox.settings;
    const x5t = Buffer.from(
      new X509Certificate(mine.certificate).fingerprint.replaceAll(':', ''),
      'hex',
    ).toString('base64url');
    const aud = `${sandbox.url}/${client.tenant}/oauth2/v2.0/token`;
    const payload = { aud, iss: clientId, sub: clientId, exp: Math.floor(Date.now() / 1000) + 600 };
    const answer = await client.askForToken({
      ...without(form(client), 'client_secret'),
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion(other.key, { alg: 'RS256', x5t }, payload),
    });
    expect(answer.code).toBe('700027');
  });
});

describe('a token at the Management API', () => {
  const DENIED = '{"Message":"Authorization has been denied for this request."}';

  it('is refused with 401 when it is missing, foreign, revoked, over, or meant for another cloud', async () => {
    const time = fakeClock();
    const { client, sandbox } = await withSandbox({ clock: time.clock });
    const good = client.token;
    const revoked = sandbox.issueToken();
    sandbox.revokeToken(revoked);
    for (const token of [
      '',
      'nonsense',
      revoked,
      sandbox.issueToken({ audience: 'https://manage.office365.us' }),
    ]) {
      client.token = token;
      const answer = await client.get('subscriptions/list');
      expect(answer).toMatchObject({ status: 401, text: DENIED });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    client.token = good;
    expect((await client.get('subscriptions/list')).status).toBe(200);
    time.advance(3_600_000);
    expect((await client.get('subscriptions/list')).status).toBe(401);
  });

  it('must be for the tenant of the URL, and carry the role', async () => {
    const other = '22222222-0000-0000-0000-000000000000';
    const { client, sandbox } = await withSandbox({
      tenants: ['11111111-2222-3333-4444-555555555555', other],
    });
    client.token = sandbox.issueToken({ tenantId: other });
    expect((await client.get('subscriptions/list')).code).toBe('AF20010');
    client.token = sandbox.issueToken({ roles: [] });
    expect(await client.get('subscriptions/list')).toMatchObject({ status: 401, code: 'AF10001' });
    client.token = sandbox.issueToken({ roles: ['ActivityFeed.Read'] });
    const now = sandbox.settings.clock();
    expect((await client.list('DLP.All', now - 1000, now)).code).toBe('AF10001');
    expect((await client.list('Audit.General', now - 1000, now)).status).toBe(200);
  });

  it('needs a tenant that is a GUID', async () => {
    const { client, sandbox } = await withSandbox();
    const url = `${sandbox.url}/api/v1.0/contoso/activity/feed/subscriptions/list?PublisherIdentifier=${client.tenant}`;
    expect((await client.request('GET', url)).code).toBe('AF20013');
  });
});
