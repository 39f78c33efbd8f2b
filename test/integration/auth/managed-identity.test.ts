import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createManagedIdentityProvider } from '../../../src/auth/managed-identity.ts';
import { parseProxy } from '../../../src/lib/proxy-rules.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const good = '10000000-0000-4000-8000-000000000001';
const foreign = '10000000-0000-4000-8000-000000000002';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** IMDS as a machine has it: without TLS, on an address of its own. MSAL learns the address once in a process. */
async function imds() {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://imds');
    asked.push(url);
    const client = url.searchParams.get('client_id');
    const isRight = request.headers.metadata === 'true' && client !== foreign;
    response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' });
    const token = { access_token: `for ${client ?? 'system'}`, expires_in: '120', token_type: 'Bearer' };
    const refusal = { error: 'invalid_request', error_description: 'Identity not found' };
    response.end(JSON.stringify(isRight ? token : refusal));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', `http://127.0.0.1:${port}`);
  return asked;
}

/** A proxy that nobody runs: the identity of a machine is asked for directly. */
const nowhere = parseProxy('http://127.0.0.1:1') ?? null;

describe('a managed identity', () => {
  it('has its own answers, though MSAL keeps one network for the whole process', async () => {
    const asked = await imds();
    const time = fakeClock();
    const provider = (clientId?: string) =>
      createManagedIdentityProvider({
        tenantId,
        identity: { clientId },
        audience: 'https://manage.office.com',
        timeoutMs: 10_000,
        network: { proxies: { http: nowhere, https: nowhere, except: [] } },
        clock: time.clock,
        events: recordedSourceEvents(),
      });
    const [system, assigned, missing] = [provider(), provider(good), provider(foreign)];

    const answers = await Promise.allSettled(
      [system, missing, assigned].map((tokens) => tokens.getToken({ signal })),
    );
    time.advance(60_000);
    await system.getToken({ signal });
    time.advance(60_000);
    await system.getToken({ signal });

    expect(answers).toMatchObject([
      { value: 'for system' },
      { reason: { code: 'AUTH_IDENTITY_NOT_FOUND', kind: 'fatal' } },
      { value: `for ${good}` },
    ]);
    // The token lives for 120 s: it was asked for again after 120 s and not after 60 s.
    const ofSystem = asked.filter(({ searchParams }) => !searchParams.has('client_id'));
    expect(ofSystem).toHaveLength(2);
    expect(
      asked.every(({ searchParams }) => searchParams.get('resource') === 'https://manage.office.com'),
    ).toBe(true);
  });
});
