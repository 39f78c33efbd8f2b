import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';
import { type ApiClient, parse } from './api-client.ts';
import { withSandbox } from './with-sandbox.ts';

const scope = 'https://manage.office.com/.default openid profile offline_access';
const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' };

function field(text: string, name: string): string {
  return String(Object.entries(parse(text) ?? {}).find(([key]) => key === name)?.[1]);
}

async function post(client: ApiClient, path: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields).toString();
  return await client.request('POST', `${client.sandbox.url}/${path}`, { body, headers: form });
}

async function startDevice(client: ApiClient) {
  const { clientId } = client.sandbox.settings;
  const answer = await post(client, `${client.tenant}/oauth2/v2.0/devicecode`, {
    client_id: clientId,
    scope,
  });
  const poll = () =>
    client.askForToken({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: clientId,
      device_code: field(answer.text, 'device_code'),
    });
  return { userCode: field(answer.text, 'user_code'), poll };
}

function refresh(client: ApiClient, token: string) {
  const client_id = client.sandbox.settings.clientId;
  return client.askForToken({ grant_type: 'refresh_token', client_id, refresh_token: token, scope });
}

describe('the device authorization grant', () => {
  it('waits for the person, slows down who polls too fast, and gives tokens once', async () => {
    const time = fakeClock(Date.now());
    const { client } = await withSandbox({ records: 0, clock: time.clock });
    const { userCode, poll } = await startDevice(client);

    const first = await poll();
    const tooSoon = await poll();
    time.advance(10_000);
    const wrong = await post(client, 'common/oauth2/deviceauth', { user_code: 'WRONG', action: 'approve' });
    await post(client, 'common/oauth2/deviceauth', { user_code: userCode, action: 'approve' });
    const granted = await poll();
    const again = await poll();

    expect(first.code).toBe('70016');
    expect(field(tooSoon.text, 'error')).toBe('slow_down');
    expect(wrong.status).toBe(404);
    expect(granted.status).toBe(200);
    const claims = parse(
      Buffer.from(field(granted.text, 'access_token').split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toMatchObject({ scp: 'ActivityFeed.Read ActivityFeed.ReadDlp', tid: client.tenant });
    expect(claims).not.toHaveProperty('roles');
    expect(again.code).toBe('70018');
  });

  it('ends when it takes too long', async () => {
    const time = fakeClock(Date.now());
    const { client } = await withSandbox({ records: 0, clock: time.clock });
    const { poll } = await startDevice(client);

    time.advance(901_000);

    expect((await poll()).code).toBe('70019');
  });
});

describe('the authorization code grant', () => {
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const redirectUri = 'http://localhost:4711';

  async function authorize(client: ApiClient, change: Record<string, string> = {}) {
    const query = new URLSearchParams({
      client_id: client.sandbox.settings.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...change,
    });
    const url = `${client.sandbox.url}/${client.tenant}/oauth2/v2.0/authorize?${query.toString()}`;
    const answer = await client.request('GET', url);
    const { location } = answer.headers;
    return { answer, back: new URL(location ?? 'https://nowhere.example') };
  }

  function redeem(client: ApiClient, code: string | null, change: Record<string, string> = {}) {
    return client.askForToken({
      grant_type: 'authorization_code',
      client_id: client.sandbox.settings.clientId,
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...change,
    });
  }

  it('sends the browser back with a code that serves once, for its own verifier and address', async () => {
    const { client } = await withSandbox({ records: 0, signIn: 'approve' });
    const codes = await Promise.all([1, 2, 3].map(async () => (await authorize(client)).back.searchParams));
    const [first, second, third] = codes.map((one) => one.get('code'));

    expect(codes[0]?.get('state')).toBe('s');
    expect((await redeem(client, first ?? '')).status).toBe(200);
    expect((await redeem(client, first ?? '')).code).toBe('54005');
    expect((await redeem(client, second ?? '', { code_verifier: 'x'.repeat(43) })).code).toBe('501481');
    expect((await redeem(client, third ?? '', { redirect_uri: 'http://localhost:1' })).code).toBe('50011');
  });

  it('asks the person, and refuses an address that is not registered', async () => {
    const { client } = await withSandbox({ records: 0 });

    const page = await authorize(client);
    const declined = await authorize(client, { sandbox_decision: 'decline' });
    const foreign = await authorize(client, { redirect_uri: 'https://elsewhere.example' });

    expect(page.answer.text).toContain('sandbox_decision=approve');
    expect(declined.back.searchParams.get('error')).toBe('access_denied');
    expect(foreign.answer.code).toBe('50011');
  });
});

describe('refresh tokens', () => {
  async function signedIn(options: Parameters<typeof withSandbox>[0]) {
    const { client, sandbox } = await withSandbox({ records: 0, signIn: 'approve', ...options });
    const { poll } = await startDevice(client);
    return { client, sandbox, token: field((await poll()).text, 'refresh_token') };
  }

  it('are replaced at each use; whether an old one lives on can be chosen', async () => {
    const lenient = await signedIn({});
    const strict = await signedIn({ refreshTokensOnce: true });

    const next = field((await refresh(strict.client, strict.token)).text, 'refresh_token');
    await refresh(lenient.client, lenient.token);

    expect(next).not.toBe(strict.token);
    expect((await refresh(strict.client, next)).status).toBe(200);
    expect((await refresh(strict.client, strict.token)).code).toBe('50173');
    expect((await refresh(lenient.client, lenient.token)).status).toBe(200);
  });

  it('end with their time, and when they are revoked', async () => {
    const time = fakeClock(Date.now());
    const { client, sandbox, token } = await signedIn({
      clock: time.clock,
      refreshTokenLifetimeSeconds: 3600,
    });
    const next = field((await refresh(client, token)).text, 'refresh_token');

    time.advance(3_601_000);
    expect((await refresh(client, next)).code).toBe('700082');
    sandbox.revokeSignIns();
    expect((await refresh(client, next)).code).toBe('50173');
  });
});
