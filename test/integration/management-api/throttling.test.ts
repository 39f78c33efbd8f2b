import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/auth/auth-error.ts';
import type { BlobBody } from '../../../src/model/blob-body.ts';
import { createManagementSource } from '../../../src/source/management-api/management-source.ts';
import type { SourceError } from '../../../src/source/source-error.ts';
import { type SourceParts, sourceParts } from '../../support/management-source.ts';
import { reply, type Script, type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const af429 = { error: { code: 'AF429', message: 'Too many requests. Method=GetBlob' } };

function fetchOnce(parts: SourceParts, server: ScriptedServer): Promise<BlobBody> {
  const one = { ...blob('one', 0), contentUri: `${server.origin}/audit/one` };
  return createManagementSource(parts).fetch(stream(), one, signal);
}

describe('a throttled answer', () => {
  it.each<[string, Script, number]>([
    ['AF429 in a 403', (_request, response) => reply(response, 403, af429), 250],
    ['HTTP 429', (_request, response) => reply(response, 429, ''), 250],
    [
      'Retry-After in seconds',
      (_request, response) => reply(response, 429, '', { 'retry-after': '33' }),
      33_000,
    ],
    [
      'Retry-After as a date',
      (_request, response) => reply(response, 403, af429, { 'retry-after': 'Sat, 01 Aug 2026 12:00:44 GMT' }),
      44_000,
    ],
    [
      'Retry-After with 503',
      (_request, response) => reply(response, 503, '', { 'retry-after': '12' }),
      12_000,
    ],
  ])('%s pauses the tenant and says for how long', async (_name, script, waitMs) => {
    const server = await scriptedServer(script);
    const parts = sourceParts(server);

    await expect(fetchOnce(parts, server)).rejects.toMatchObject({ kind: 'retry', retryAfterMs: waitMs });

    expect(parts.events.throttled).toEqual([{ tenantId, waitMs }]);
  });

  it('is believed for an hour at most, also where the login host asks: a blob must not wait until it has expired', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, []));
    const row = { code: 'AUTH_TEST', meaning: 'slow down', remedy: 'none' };
    const parts = sourceParts(server);
    const asksForDays = () =>
      Promise.reject(new AuthError({ row, kind: 'retry', retryAfterMs: 864_000_000 }));

    await expect(
      fetchOnce({ ...parts, tokenProvider: { ...parts.tokenProvider, getToken: asksForDays } }, server),
    ).rejects.toMatchObject({ kind: 'retry', retryAfterMs: 3_600_000 });
  });

  it('of the login host is left to who lists the window, and uses up no quota', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, []));
    const row = { code: 'AUTH_TEST', meaning: 'slow down', remedy: 'none' };
    const failure = new AuthError({ row, kind: 'retry', retryAfterMs: 30_000 });
    const parts = { ...sourceParts(server), requestsPerMinute: 100 };
    let asked = 0;
    const getToken = async () => {
      asked += 1;
      if (asked === 1) throw failure;
      return 'secret-token';
    };
    const tokenProvider = { ...parts.tokenProvider, getToken };
    const source = createManagementSource({ ...parts, tokenProvider });
    const list = async () => {
      for await (const _ of source.list(stream(), { startMs: 0, endMs: 1_000 }, signal));
    };

    await expect(list()).rejects.toMatchObject({ retryAfterMs: 30_000 });
    expect(asked).toBe(1);
    await list();

    expect(parts.time.sleeps).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('holds every request of the tenant, of each kind', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 403, af429, { 'retry-after': '30' }),
    );
    const parts = sourceParts(server);
    const source = createManagementSource(parts);
    const one = { ...blob('one', 0), contentUri: `${server.origin}/audit/one` };
    await source.fetch(stream(), one, signal).catch(() => {});
    server.answer((_request, response) =>
      reply(response, 200, '[{"contentType":"Audit.General","status":"enabled"}]'),
    );
    const begunMs = parts.clock();

    await source.subscribe(stream(), signal);
    expect(parts.clock() - begunMs).toBe(30_000);
    await source.fetch(stream(), one, signal);

    expect(parts.time.sleeps).toEqual([30_000]);
  });

  it('tells of one pause, however many requests met it', async () => {
    const gate = Promise.withResolvers<void>();
    let waiting = 0;
    const server = await scriptedServer(async (_request, response) => {
      waiting += 1;
      if (waiting === 16) gate.resolve();
      await gate.promise;
      reply(response, 403, af429);
    });
    const parts = sourceParts(server);
    const source = createManagementSource(parts);
    const one = { ...blob('one', 0), contentUri: `${server.origin}/audit/one` };

    await Promise.allSettled(Array.from({ length: 16 }, () => source.fetch(stream(), one, signal)));

    expect(parts.events.throttled).toEqual([{ tenantId, waitMs: 250 }]);
    expect(parts.events.throttledAnswers).toHaveLength(16);
  });

  it('is waited for shortly again after a good answer', async () => {
    const server = await scriptedServer((_request, response) =>
      server.requests.length === 2 ? reply(response, 200, '[]') : reply(response, 403, af429),
    );
    const parts = sourceParts(server);
    const source = createManagementSource(parts);
    const one = { ...blob('one', 0), contentUri: `${server.origin}/audit/one` };

    const waits: unknown[] = [];
    for (let times = 0; times < 4; times += 1) {
      waits.push(
        await source.fetch(stream(), one, signal).then(
          (body) => String(body.whole(100)),
          (error: SourceError) => error.retryAfterMs,
        ),
      );
    }

    expect(waits).toEqual([250, '[]', 250, 500]);
  });

  it('is over with any other answer: then many requests go at a time again', async () => {
    const together = Promise.withResolvers<void>();
    const server = await scriptedServer(async (_request, response) => {
      const number = server.requests.length;
      if (number === 1) return reply(response, 403, af429);
      if (number === 2) return reply(response, 404, { error: { code: 'AF20050', message: '' } });
      if (number === 4) together.resolve();
      await together.promise;
      reply(response, 200, '[]');
    });
    const parts = sourceParts(server);
    const source = createManagementSource(parts);
    const one = { ...blob('one', 0), contentUri: `${server.origin}/audit/one` };
    await source.fetch(stream(), one, signal).catch(() => {});

    const results = await Promise.allSettled([1, 2, 3].map(() => source.fetch(stream(), one, signal)));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('leaves other tenants alone', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 429, '', { 'retry-after': '600' }),
    );
    await fetchOnce(sourceParts(server), server).catch(() => {});
    const calm = await scriptedServer((_request, response) => reply(response, 200, '[]'));
    const others = sourceParts(calm);

    await fetchOnce(others, calm);

    expect(others.time.sleeps).toEqual([]);
  });

  it('does not fail a listing that can go on after the pause', async () => {
    const server = await scriptedServer((_request, response) =>
      server.requests.length <= 9 ? reply(response, 403, af429) : reply(response, 200, []),
    );
    const parts = sourceParts(server);
    const window = { startMs: Date.UTC(2026, 7, 1), endMs: Date.UTC(2026, 7, 2) };

    const pages: unknown[] = [];
    for await (const page of createManagementSource(parts).list(stream(), window, signal)) pages.push(page);

    expect(pages).toEqual([[]]);
    expect(parts.time.sleeps).toEqual([250, 500, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
  });
});
