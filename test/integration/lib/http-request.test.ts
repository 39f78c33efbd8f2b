import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpRequest } from '../../../src/lib/http-request.ts';
import type { ReceivedAnswer } from '../../../src/lib/receive-answer.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { localhostCertificate } from '../../support/localhost-certificate.ts';
import { reply, type Script, type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';

const token = 'token-that-nobody-may-see';

function get(
  server: Pick<ScriptedServer, 'origin' | 'certificate'>,
  options: Partial<Pick<HttpRequest, 'signal' | 'onReceived'>> & { path?: string; timeoutMs?: number } = {},
): Promise<ReceivedAnswer> {
  const { path = '/', timeoutMs = 10_000, signal = new AbortController().signal, onReceived } = options;
  const send = createHttpClient({
    timeoutMs,
    maxSockets: 4,
    network: { trustedCertificates: [server.certificate] },
  });
  const headers = { authorization: `Bearer ${token}` };
  return send({ method: 'GET', url: `${server.origin}${path}`, headers, signal, onReceived });
}

describe('createHttpClient', () => {
  it('hands back the answer of any status, whole, and asks once', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 503, 'busy', { 'retry-after': '7' }),
    );

    const answer = await get(server);

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.body.toString()).toBe('busy');
    expect(server.requests).toHaveLength(1);
  });

  it('has let go of the signal when a request is over: many may pass under one, which may abort later', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, '[]'));
    const stop = new AbortController();

    const send = createHttpClient({
      timeoutMs: 10_000,
      maxSockets: 4,
      network: { trustedCertificates: [server.certificate] },
    });
    const url = `${server.origin}/`;
    for (const method of ['GET', 'POST', 'POST'] as const) {
      await send({ method, url, headers: {}, signal: stop.signal });
    }

    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('has let go of the signal when a request was answered before it was sent, refused, cut or too slow', async () => {
    const server = await scriptedServer((request, response) => {
      if (request.url.pathname === '/early') response.writeHead(200, { 'content-length': '2' }).end('[]');
      else if (request.url.pathname === '/cut') response.destroy();
      else if (request.url.pathname === '/refused') reply(response, 503, 'busy');
    });
    const stop = new AbortController();
    const ask = (path: string) => get(server, { path, signal: stop.signal, timeoutMs: 300 });

    const paths = [...Array.from({ length: 40 }, () => '/early'), '/cut', '/refused', '/slow'];
    await Promise.allSettled(paths.map(ask));

    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('can be aborted at any moment: an error that nobody hears would end the process', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, '[]'));
    const unheard: unknown[] = [];
    const note = (error: unknown) => void unheard.push(error);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    const send = createHttpClient({
      timeoutMs: 10_000,
      maxSockets: 4,
      network: { trustedCertificates: [server.certificate] },
    });

    for (let moment = 0; moment < 40; moment += 1) {
      const stop = new AbortController();
      const answer = send({ method: 'GET', url: `${server.origin}/`, headers: {}, signal: stop.signal });
      const settled = answer.catch(() => undefined);
      for (let turn = 0; turn < moment; turn += 1) await setImmediate();
      stop.abort(new Error('stopping'));
      await settled;
      await setTimeout(2);
    }

    expect(unheard).toEqual([]);
  });

  it('follows no redirect', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 302, '', { location: '/elsewhere' }),
    );

    expect((await get(server)).status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the address as it is', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, '[]'));

    await get(server, { path: '/a/20171014$20171014$audit_sharepoint?next=a$b%24c&x=1:2' });

    expect(server.requests[0]?.target).toBe('/a/20171014$20171014$audit_sharepoint?next=a$b%24c&x=1:2');
  });

  it('lets a body come slowly, as long as it comes', async () => {
    const server = await scriptedServer(async (_request, response) => {
      response.writeHead(200);
      for (let times = 0; times < 10; times += 1) {
        response.write('x');
        await setTimeout(250);
      }
      response.end();
    });

    expect((await get(server, { timeoutMs: 2_000 })).body.toString()).toBe('xxxxxxxxxx');
  });

  it('asks for compression and undoes it', async () => {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id })));
    const server = await scriptedServer((_request, response) =>
      reply(response, 200, gzipSync(text), { 'content-encoding': 'gzip' }),
    );

    const answer = await get(server);

    expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip');
    expect(answer.body.toString()).toBe(text);
  });

  it.each([
    ['uncompressed', {}, (text: string) => text],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync],
  ] as const)(
    'holds a large body compressed that came %s, and tells what that takes',
    async (_, headers, encode) => {
      const text = JSON.stringify(Array.from({ length: 400_000 }, (_, id) => ({ Id: `record ${id}` })));
      const server = await scriptedServer((_request, response) =>
        reply(response, 200, encode(text), headers),
      );
      const told: number[] = [];

      const { received } = await get(server, { onReceived: (bytes) => void told.push(bytes) });

      const largest = text.length / 3;
      expect(received.heldBytes).toBeLessThan(largest);
      expect(Math.max(...told)).toBeLessThan(largest);
      expect(told.at(-1)).toBeGreaterThanOrEqual(received.heldBytes);
      const chunks: Buffer[] = [];
      for await (const chunk of received.chunks()) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString() === text).toBe(true);
    },
  );

  it('says the length of an empty POST, which IIS insists on', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, ''));
    const send = createHttpClient({
      timeoutMs: 10_000,
      maxSockets: 1,
      network: { trustedCertificates: [server.certificate] },
    });

    await send({ method: 'POST', url: server.origin, headers: {}, signal: new AbortController().signal });

    expect(server.requests[0]?.headers['content-length']).toBe('0');
  });

  it('keeps its connections', async () => {
    const server = await scriptedServer((_request, response) =>
      reply(response, 200, String(response.socket?.remotePort)),
    );
    const send = createHttpClient({
      timeoutMs: 10_000,
      maxSockets: 1,
      network: { trustedCertificates: [server.certificate] },
    });
    const once = () =>
      send({ method: 'GET', url: server.origin, headers: {}, signal: new AbortController().signal });

    expect((await once()).body.toString()).toBe((await once()).body.toString());
  });
});

describe('createHttpClient takes no part for the whole', () => {
  const body = JSON.stringify([{ Id: 'one' }, { Id: 'two' }]);
  const cuts: readonly (readonly [string, Script])[] = [
    [
      'a body shorter than its content-length',
      (_request, response) => {
        response.writeHead(200, { 'content-length': String(body.length) });
        response.write(body.slice(0, 15), () => response.destroy());
      },
    ],
    [
      'a chunked body without its last chunk',
      (_request, response) => {
        response.writeHead(200);
        response.write(body.slice(0, 15), () => response.destroy());
      },
    ],
    [
      'a compressed body that stops, in an answer that ends well',
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(body).subarray(0, 20));
      },
    ],
    [
      'a compressed body that stops, shorter than its content-length',
      (_request, response) => {
        const packed = gzipSync(body);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': String(packed.length) });
        response.write(packed.subarray(0, 20), () => response.destroy());
      },
    ],
  ];

  it.each(cuts)('%s', async (_name, script) => {
    const server = await scriptedServer(script);

    await expect(get(server)).rejects.toMatchObject({ name: 'NetworkFailure', reason: 'cut' });
  });
});

describe('createHttpClient tells why there is no answer', () => {
  it('a connection that is refused', async () => {
    const server = await scriptedServer(() => {});
    const closed = { ...server, origin: 'https://127.0.0.1:1' };

    await expect(get(closed)).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('a certificate that is not trusted', async () => {
    const server = await scriptedServer((_request, response) => reply(response, 200, '[]'));
    const { certificate } = await localhostCertificate();

    await expect(get({ ...server, certificate })).rejects.toMatchObject({ reason: 'tls' });
    expect(server.requests).toHaveLength(0);
  });

  it('no answer in time', async () => {
    const server = await scriptedServer(() => {});

    await expect(get(server, { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('a body that stops coming', async () => {
    const server = await scriptedServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('[');
    });

    await expect(get(server, { timeoutMs: 50 })).rejects.toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining("'socket'"),
    });
  });

  it('something that is no HTTP', async () => {
    const { certificate } = await localhostCertificate();
    const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    await expect(get({ origin: `https://127.0.0.1:${port}`, certificate })).rejects.toMatchObject({
      reason: 'tls',
    });
  });

  it('the signal, with its own reason, before and while it waits', async () => {
    const server = await scriptedServer(() => {});
    const controller = new AbortController();
    const reason = new Error('stopping');
    const waiting = get(server, { signal: controller.signal });

    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(get(server, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('and never what was sent', async () => {
    const server = await scriptedServer((_request, response) => void response.destroy());
    const errors = [
      await get(server).catch((error: unknown) => error),
      await get(server, { timeoutMs: 1 }).catch((error: unknown) => error),
      await get({ ...server, origin: 'https://127.0.0.1:1' }).catch((error: unknown) => error),
    ];

    expect(errors.map((error) => error instanceof Error)).toEqual([true, true, true]);
    expect(errors.map(everythingPrinted).join('\n')).not.toContain(token);
  });
});
