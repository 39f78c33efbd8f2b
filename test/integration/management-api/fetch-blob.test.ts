import { describe, expect, it } from 'vitest';
import type { ContentBlob } from '../../../src/model/blob.ts';
import { createManagementSource } from '../../../src/source/management-api/management-source.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { sourceParts } from '../../support/management-source.ts';
import { reply, type Script, type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const contentId = '20260801100000$20260801100000$audit_general$Audit_General$na0030';
const body = JSON.stringify([{ Id: 'one' }, { Id: 'two' }]);

function blobOf(
  server: Pick<ScriptedServer, 'origin'>,
  path = `/api/v1.0/${tenantId}/activity/feed/audit/${contentId}`,
) {
  return { ...blob(contentId, 0), contentUri: `${server.origin}${path}` };
}

async function fetched(script: Script, change: Partial<ContentBlob> = {}) {
  const server = await scriptedServer(script);
  const parts = sourceParts(server);
  const fetching = createManagementSource(parts).fetch(stream(), { ...blobOf(server), ...change }, signal);
  const result = await fetching.then((body) => body.whole(1_000_000)).catch((error: unknown) => error);
  return { server, parts, result };
}

describe('fetch', () => {
  it('asks for the address as listed, with token and publisher', async () => {
    const { server, result } = await fetched((_request, response) => reply(response, 200, body));

    expect(String(result)).toBe(body);
    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `GET /api/v1.0/${tenantId}/activity/feed/audit/${contentId}?PublisherIdentifier=${tenantId}`,
    ]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret-token-1');
  });

  it('leaves the byte order mark to who splits the blob', async () => {
    const { result } = await fetched((_request, response) => reply(response, 200, `\uFEFF${body}`));

    expect(result).toEqual(Buffer.from(`\uFEFF${body}`));
  });

  it('tells each request and its outcome', async () => {
    const { parts } = await fetched((_request, response) => reply(response, 500, ''));

    expect(parts.events.requests).toEqual([
      { tenantId, operation: 'fetch', outcome: 'SOURCE_SERVER_FAULT', durationMs: 0 },
    ]);
  });

  it('takes no part of a body for the whole', async () => {
    const { result } = await fetched((_request, response) => {
      response.writeHead(200, { 'content-length': String(body.length) });
      response.write(body.slice(0, 13), () => response.destroy());
    });

    expect(result).toMatchObject({ name: 'SourceError', code: 'SOURCE_BODY_CUT', kind: 'retry' });
  });

  it('takes no page for records', async () => {
    const { result } = await fetched((_request, response) =>
      reply(response, 200, '<!DOCTYPE html><html></html>'),
    );

    expect(result).toMatchObject({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' });
  });

  it.each([
    [404, { error: { code: 'AF20050', message: 'gone' } }, 'SOURCE_CONTENT_MISSING', 'permanent'],
    [400, { error: { code: 'AF20051', message: 'old' } }, 'SOURCE_CONTENT_EXPIRED', 'permanent'],
    [500, { error: { code: 'AF50000', message: 'oops' } }, 'SOURCE_SERVER_FAULT', 'retry'],
  ] as const)('%i %j is a SourceError', async (status, answer, code, kind) => {
    const { result, server } = await fetched((_request, response) => reply(response, status, answer));

    expect(result).toMatchObject({ name: 'SourceError', code, kind, remedy: expect.any(String) });
    expect(server.requests).toHaveLength(1);
  });

  it('ends with the signal, with its reason', async () => {
    const server = await scriptedServer(() => {});
    const controller = new AbortController();
    const reason = new Error('stopping');

    const waiting = createManagementSource(sourceParts(server)).fetch(
      stream(),
      blobOf(server),
      controller.signal,
    );
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
  });
});

describe('the token', () => {
  it('goes to no other host, port or scheme', async () => {
    const stranger = await scriptedServer((_request, response) => reply(response, 200, body));
    const addresses = [
      blobOf(stranger).contentUri,
      blobOf(stranger).contentUri.replace('127.0.0.1', 'localhost'),
      blobOf(stranger).contentUri.replace('https:', 'http:'),
    ];
    for (const contentUri of addresses) {
      const { result, server, parts } = await fetched((_request, response) => reply(response, 200, body), {
        contentUri,
      });

      expect(result).toMatchObject({ code: 'SOURCE_FOREIGN_HOST', kind: 'permanent' });
      expect(server.requests).toHaveLength(0);
      expect(parts.events.requests).toHaveLength(0);
    }
    expect(stranger.requests).toHaveLength(0);
  });

  it('is not carried along by a redirect', async () => {
    const stranger = await scriptedServer((_request, response) => reply(response, 200, body));
    const { result } = await fetched((_request, response) =>
      reply(response, 302, '', { location: blobOf(stranger).contentUri }),
    );

    expect(result).toMatchObject({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' });
    expect(stranger.requests).toHaveLength(0);
  });

  it('is replaced once when it is refused', async () => {
    const { server, parts, result } = await fetched(({ headers }, response) =>
      headers.authorization === 'Bearer secret-token-2'
        ? reply(response, 200, body)
        : reply(response, 401, { Message: 'Authorization has been denied for this request.' }),
    );

    expect(String(result)).toBe(body);
    expect(parts.tokenProvider.refused).toEqual(['secret-token-1']);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret-token-1',
      'Bearer secret-token-2',
    ]);
    expect(parts.events.requests.map(({ outcome }) => outcome)).toEqual(['SOURCE_TOKEN_REFUSED', 'ok']);
  });

  it('is replaced once only', async () => {
    const { server, parts, result } = await fetched((_request, response) =>
      reply(response, 401, { Message: 'denied' }),
    );

    expect(result).toMatchObject({ code: 'SOURCE_TOKEN_REFUSED', kind: 'retry' });
    expect(server.requests).toHaveLength(2);
    expect(parts.tokenProvider.refused).toEqual(['secret-token-1']);
  });

  it('is replaced once for many that are refused at the same time', async () => {
    const server = await scriptedServer(({ headers }, response) =>
      headers.authorization === 'Bearer secret-token-2'
        ? reply(response, 200, body)
        : reply(response, 401, {}),
    );
    const parts = sourceParts(server);
    const source = createManagementSource(parts);

    const bodies = await Promise.all(
      Array.from({ length: 40 }, () => source.fetch(stream(), blobOf(server), signal)),
    );

    expect(new Set(bodies.map((one) => String(one.whole(1000))))).toEqual(new Set([body]));
    expect(parts.tokenProvider.refused).toEqual(['secret-token-1']);
  });

  it.each([
    ['any token', { Message: 'denied' }, 'SOURCE_TOKEN_REFUSED'],
    ['what it permits', { error: { code: 'AF10001', message: 'no' } }, 'SOURCE_PERMISSION_MISSING'],
  ])(
    'is replaced once a minute where the API refuses %s, however much is asked for',
    async (_what, said, code) => {
      const server = await scriptedServer((_request, response) => reply(response, 401, said));
      const parts = sourceParts(server);
      const source = createManagementSource(parts);
      const attempt = async () => {
        await expect(source.fetch(stream(), blobOf(server), signal)).rejects.toMatchObject({ code });
      };

      for (let time = 0; time < 20; time += 1) await attempt();
      expect(parts.tokenProvider.refused).toHaveLength(1);
      parts.time.advance(60_000);
      for (let time = 0; time < 20; time += 1) await attempt();

      expect(parts.tokenProvider.refused).toHaveLength(2);
      expect(server.requests).toHaveLength(42);
    },
  );

  it('is replaced each time that it is revoked after it was good', async () => {
    const server = await scriptedServer((_request, response) =>
      server.requests.length % 2 === 1 ? reply(response, 401, {}) : reply(response, 200, body),
    );
    const parts = sourceParts(server);
    const source = createManagementSource(parts);

    for (let time = 0; time < 20; time += 1) await source.fetch(stream(), blobOf(server), signal);

    expect(parts.tokenProvider.refused).toHaveLength(20);
  });

  it('is in no error, even where the service repeats it', async () => {
    const echo: Script = ({ headers }, response) => {
      const { authorization = '' } = headers;
      reply(response, 400, {
        error: { code: authorization, message: `${'x'.repeat(380)} ${authorization}` },
      });
    };
    const results = [
      (await fetched(echo)).result,
      (await fetched((_request, response) => reply(response, 401, { Message: 'denied' }))).result,
      (await fetched((_request, response) => void response.destroy())).result,
      (
        await fetched((_request, response) => reply(response, 200, body), {
          contentUri: 'https://elsewhere.example/',
        })
      ).result,
    ];

    expect(results.map((result) => result instanceof Error)).toEqual([true, true, true, true]);
    expect(results.map(everythingPrinted).join('\n')).not.toContain('secret-token');
  });
});
