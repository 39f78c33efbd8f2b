import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/auth/auth-error.ts';
import { authErrors } from '../../../src/auth/errors.ts';
import type { SubscriptionStart } from '../../../src/model/ledger.ts';
import { ApiClient } from '../../../src/source/management-api/client.ts';
import { createManagementSource } from '../../../src/source/management-api/management-source.ts';
import { readSubscriptions } from '../../../src/source/management-api/subscriptions.ts';
import { sourceParts } from '../../support/management-source.ts';
import { reply, type Script, type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';
import { stream, tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const minutes = 60_000;
const started = { contentType: 'Audit.General', status: 'enabled', webhook: null };

/** A feed with the subscriptions given; each start is answered by the script. */
async function feed(list: unknown, onStart: Script = (_request, response) => reply(response, 200, started)) {
  const server = await scriptedServer((request, response) =>
    request.url.pathname.endsWith('/start') ? onStart(request, response) : reply(response, 200, list),
  );
  const parts = { ...sourceParts(server), starts: new Map<string, SubscriptionStart>() };
  return { server, parts, source: createManagementSource(parts) };
}

function starts(server: ScriptedServer): readonly string[] {
  return server.requests.filter(({ method }) => method === 'POST').map(({ target }) => target);
}

describe('subscribe', () => {
  it('starts nothing that is enabled, in whatever case it is written', async () => {
    const { server, source } = await feed([{ contentType: 'AUDIT.general', status: 'enabled' }]);

    expect(await source.subscribe(stream(), signal)).toBe('enabled');

    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `GET /api/v1.0/${tenantId}/activity/feed/subscriptions/list?PublisherIdentifier=${tenantId}`,
    ]);
  });

  it.each([
    ['missing', []],
    ['disabled', [{ contentType: 'Audit.General', status: 'disabled' }]],
    ['listed without a status', [{ contentType: 'Audit.General', webhook: null }]],
  ])('starts what is %s', async (_name, list) => {
    const { server, parts, source } = await feed(list);

    expect(await source.subscribe(stream(), signal)).toBe('started');

    expect(starts(server)).toEqual([
      `/api/v1.0/${tenantId}/activity/feed/subscriptions/start?contentType=Audit.General&PublisherIdentifier=${tenantId}`,
    ]);
    expect(parts.events.started).toEqual([{ stream: stream() }]);
  });

  it('takes AF20024 for success', async () => {
    const answer = {
      error: { code: 'AF20024', message: 'The subscription is already enabled. No property change.' },
    };
    const { source, parts } = await feed([], (_request, response) => reply(response, 400, answer));

    expect(await source.subscribe(stream(), signal)).toBe('enabled');
    expect(parts.events.started).toEqual([]);
  });

  it('starts each content type once in 15 minutes, also where the start failed', async () => {
    const { server, parts, source } = await feed([], (_request, response) => reply(response, 500, ''));

    await expect(source.subscribe(stream(), signal)).rejects.toMatchObject({ code: 'SOURCE_SERVER_FAULT' });
    parts.time.advance(15 * minutes - 1);
    expect(await source.subscribe(stream(), signal)).toBe('start_deferred');
    expect(parts.events.deferred).toEqual([{ stream: stream(), waitMs: 1 }]);
    await expect(source.subscribe(stream('DLP.All'), signal)).rejects.toMatchObject({
      code: 'SOURCE_SERVER_FAULT',
    });
    expect(starts(server)).toHaveLength(2);
    parts.time.advance(1);
    await expect(source.subscribe(stream(), signal)).rejects.toMatchObject({ code: 'SOURCE_SERVER_FAULT' });

    expect(starts(server)).toHaveLength(3);
  });

  it('starts once when several ask at the same time', async () => {
    const { server, source } = await feed([]);

    await Promise.all([source.subscribe(stream(), signal), source.subscribe(stream(), signal)]);

    expect(starts(server)).toHaveLength(1);
  });

  it('keeps to the rule across a restart, where the starts were kept', async () => {
    const { server, parts, source } = await feed([], (_request, response) => reply(response, 500, ''));
    await source.subscribe(stream(), signal).catch(() => {});

    const again = createManagementSource({ ...parts, starts: new Map(parts.starts) });

    expect(await again.subscribe(stream(), signal)).toBe('start_deferred');
    expect(starts(server)).toHaveLength(1);
  });

  it.each([403, 429])(
    'waits when the rule itself answers, with HTTP %i, and pauses nothing',
    async (status) => {
      const message = 'Too many frequent subscription start requests. Please retry again after 14m 56s.';
      const { parts, source } = await feed([], (_request, response) =>
        reply(response, status, { error: { code: '429', message } }, { 'retry-after': '896' }),
      );

      expect(await source.subscribe(stream(), signal)).toBe('start_deferred');

      expect(parts.events.deferred).toEqual([{ stream: stream(), waitMs: 15 * minutes }]);
      expect(parts.events.throttled).toEqual([]);
    },
  );

  it('goes on while the list is behind an accepted start', async () => {
    const { server, source } = await feed([]);

    expect([await source.subscribe(stream(), signal), await source.subscribe(stream(), signal)]).toEqual([
      'started',
      'started',
    ]);
    expect(starts(server)).toHaveLength(1);
  });

  it('says that auditing is switched off', async () => {
    const answer = {
      error: {
        code: `StartSubscription [TenantId=${tenantId},ContentType=Audit.General] failed. Exception`,
        message: `Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenantId} does not exist.\r\n   at X`,
      },
    };
    const { source } = await feed([], (_request, response) => reply(response, 400, answer));

    await expect(source.subscribe(stream(), signal)).rejects.toMatchObject({
      code: 'SOURCE_AUDITING_DISABLED',
      kind: 'fatal',
    });
  });
});

describe('readSubscriptions', () => {
  it('gives the list as data, for whoever wants to look', async () => {
    const { parts } = await feed([started, { contentType: 'DLP.All' }]);

    expect(await readSubscriptions(new ApiClient(parts), signal)).toEqual([
      { contentType: 'Audit.General', status: 'enabled' },
      { contentType: 'DLP.All', status: null },
    ]);
  });

  it('fails with the reason why there is no token', async () => {
    const { parts, server } = await feed([]);
    const refused = new AuthError({
      row: authErrors.secretExpired,
      kind: 'fatal',
      detail: 'AADSTS7000222: expired',
      retryAfterMs: 7,
    });
    const client = new ApiClient({ ...parts, tokenProvider: { getToken: () => Promise.reject(refused) } });

    await expect(readSubscriptions(client, signal)).rejects.toMatchObject({
      name: 'SourceError',
      code: 'AUTH_SECRET_EXPIRED',
      kind: 'fatal',
      message: refused.message,
      remedy: refused.remedy,
      retryAfterMs: 7,
    });
    expect(server.requests).toHaveLength(0);
  });
});
