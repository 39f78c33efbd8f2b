import { describe, expect, it, onTestFinished } from 'vitest';
import type { Output } from '../../../../src/model/output.ts';
import {
  type BulkWriterOptions,
  createBulkWriter,
} from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { createElasticsearchClient } from '../../../../src/output/elasticsearch/client.ts';
import { type BulkServer, type BulkServerScript, startBulkServer } from '../../../support/bulk-server.ts';
import { everythingPrinted } from '../../../support/everything-printed.ts';
import { document, documents, type WriterParts, writerParts } from '../../../support/writer-parts.ts';

interface Rig extends WriterParts {
  readonly server: BulkServer;
  readonly writer: Output;
}

async function rig(script: BulkServerScript = {}, changes: Partial<BulkWriterOptions> = {}): Promise<Rig> {
  const server = await startBulkServer(script);
  const parts = writerParts(server.url, changes);
  const writer = createBulkWriter(parts.options);
  onTestFinished(async () => {
    await server.close();
  });
  return { ...parts, server, writer };
}

const never = new AbortController().signal;
const throttled = {
  type: 'es_rejected_execution_exception',
  reason: 'rejected execution of primary operation',
};
const unfit = { type: 'document_parsing_exception', reason: 'failed to parse field [n] of type [long]' };

describe('what the answer says', () => {
  it('tells documents apart that a pipeline dropped: they are nowhere', async () => {
    const { writer } = await rig({
      onItem: (id) => (id === 'd1' ? { status: 200, result: 'noop' } : undefined),
    });

    expect(await writer.write(documents(3), never)).toEqual({
      indexed: 2,
      duplicates: 0,
      dropped: 1,
      rejected: [],
    });
  });
});

describe('what it sends', () => {
  it('sends one create action per document, the text of the document untouched, with an explicit pipeline', async () => {
    const { writer, server } = await rig();
    const source = '{"b":  1.0, "a":"\\u00e9\u2028"}';
    const result = await writer.write(
      [{ id: 'x/+=', dataStream: 'logs-a', source: Buffer.from(source) }],
      never,
    );
    expect(result).toEqual({ indexed: 1, duplicates: 0, rejected: [] });
    expect(server.documents.get('x/+=')).toBe(source);
    expect(server.requests[0]?.query.get('pipeline')).toBe('_none');
    expect(server.requests[0]?.query.get('require_data_stream')).toBe('true');
    expect(server.requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('resolves at once for no documents', async () => {
    const { writer, server } = await rig();
    expect(await writer.write([], never)).toEqual({ indexed: 0, duplicates: 0, rejected: [] });
    expect(server.requests).toHaveLength(0);
  });

  it('puts writes of the same turn into one request', async () => {
    const { writer, server } = await rig();
    const results = await Promise.all([
      writer.write(documents(3, 'a'), never),
      writer.write(documents(4, 'b'), never),
    ]);
    expect(results.map(({ indexed }) => indexed)).toEqual([3, 4]);
    expect(server.requests.map(({ ids }) => ids.length)).toEqual([7]);
  });

  it('cuts batches by count and by bytes', async () => {
    const byCount = await rig({}, { maxActions: 4 });
    await byCount.writer.write(documents(10), never);
    expect(byCount.server.requests.map(({ ids }) => ids.length).toSorted()).toEqual([2, 4, 4]);

    const byBytes = await rig({}, { maxBytes: 500 });
    await byBytes.writer.write(documents(10), never);
    expect(byBytes.server.requests.length).toBeGreaterThan(1);
    expect(Math.max(...byBytes.server.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(500);
    expect(byBytes.server.documents.size).toBe(10);
  });

  it('keeps as many requests in flight as it may, and no more', async () => {
    const hold = Promise.withResolvers<void>();
    const { writer, server } = await rig(
      { onRequest: () => ({ kind: 'hold', until: hold.promise }) },
      { maxActions: 1, concurrency: 3 },
    );
    const write = writer.write(documents(5), never);
    while (server.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(3);
    hold.resolve();
    expect((await write).indexed).toBe(5);
    expect(server.requests).toHaveLength(5);
  });

  it('lets a part of a batch wait for more while a request is under way, but only for its time', async () => {
    const hold = Promise.withResolvers<void>();
    const aged = Promise.withResolvers<void>();
    const slept: number[] = [];
    let nowMs = 0;
    const { writer, server } = await rig(
      { onRequest: ({ number }) => (number === 0 ? { kind: 'hold', until: hold.promise } : undefined) },
      {
        clock: () => nowMs,
        sleep: async (ms) => {
          slept.push(ms);
          await aged.promise;
          nowMs += ms;
        },
      },
    );
    const first = writer.write(documents(1, 'a'), never);
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    nowMs = 500;
    const second = writer.write(documents(1, 'b'), never);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(1);
    expect(slept).toEqual([2_000]);
    aged.resolve();
    expect((await second).indexed).toBe(1);
    hold.resolve();
    await first;
  });
});

describe('fates', () => {
  it('tells indexed, duplicate and rejected documents of one batch apart', async () => {
    const { writer } = await rig({
      onItem: (id) => (id === 'd2' ? { status: 400, error: unfit } : undefined),
    });
    await writer.write([document('d1')], never);
    expect(await writer.write(documents(4), never)).toEqual({
      indexed: 2,
      duplicates: 1,
      rejected: [{ position: 2, ...unfit }],
    });
  });

  it('sends only those documents again that were refused for now', async () => {
    let refusals = 0;
    const { writer, server, slept, retried } = await rig({
      onItem: (id) => (id === 'd1' && refusals++ < 2 ? { status: 429, error: throttled } : undefined),
    });
    expect(await writer.write(documents(3), never)).toEqual({ indexed: 3, duplicates: 0, rejected: [] });
    expect(server.requests.map(({ ids }) => ids)).toEqual([['d0', 'd1', 'd2'], ['d1'], ['d1']]);
    expect(slept).toEqual([1_000, 2_000]);
    expect(retried.map(({ attempt, documents: count }) => [attempt, count])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(retried[0]?.reason).toMatch(/^ELASTICSEARCH_THROTTLED: /);
  });

  it('does not let documents that must wait keep those of other data streams waiting', async () => {
    const blocked = {
      type: 'cluster_block_exception',
      reason: 'index [a] blocked by: [FORBIDDEN/8/index write (api)]',
    };
    const neverWake = new Promise<void>(() => undefined);
    const { writer, server } = await rig(
      { onItem: (id) => (id.startsWith('bad') ? { status: 403, error: blocked } : undefined) },
      { concurrency: 1, sleep: () => neverWake },
    );
    const stuck = new AbortController();
    const write = writer.write(documents(2, 'bad'), stuck.signal);
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await writer.write(documents(2, 'good'), never)).indexed).toBe(2);
    stuck.abort(new Error('stop'));
    await expect(write).rejects.toThrow('stop');
  });

  it('rejects what Elasticsearch put into its failure store', async () => {
    const { writer } = await rig({ onItem: () => ({ status: 201, failure_store: 'used' }) });
    const { indexed, rejected } = await writer.write(documents(1), never);
    expect([indexed, rejected[0]?.type]).toEqual([0, 'failure_store']);
  });
});

describe('requests that fail', () => {
  it.each([
    ['503', { kind: 'status', status: 503, error: { type: 'master_not_discovered_exception', reason: 'x' } }],
    ['429', { kind: 'status', status: 429, error: throttled }],
    ['502 of a proxy', { kind: 'status', status: 502 }],
    ['401', { kind: 'status', status: 401, error: { type: 'security_exception', reason: 'x' } }],
    ['403', { kind: 'status', status: 403, error: { type: 'security_exception', reason: 'x' } }],
    [
      '400 about the request',
      { kind: 'status', status: 400, error: { type: 'illegal_argument_exception', reason: 'x' } },
    ],
    ['a connection cut before the answer', { kind: 'cut_before' }],
  ] as const)('sends the batch again after %s', async (_, fault) => {
    const { writer, server, retried } = await rig({
      onRequest: ({ number }) => (number < 2 ? fault : undefined),
    });
    expect(await writer.write(documents(5), never)).toEqual({ indexed: 5, duplicates: 0, rejected: [] });
    expect(server.requests.map(({ ids }) => ids.length)).toEqual([5, 5, 5]);
    expect(retried).toHaveLength(2);
  });

  it.each([
    ['is cut', { kind: 'cut_after' }],
    ['is not JSON', { kind: 'answer', body: '{"items":[' }],
    ['has too few items', { kind: 'answer', body: '{"items":[{"create":{"status":201}}]}' }],
    [
      'comes from something else',
      { kind: 'answer', body: '<html>', headers: { 'x-elastic-product': 'Proxy' } },
    ],
  ] as const)('counts as duplicates what had arrived when the answer %s', async (_, fault) => {
    const { writer, server } = await rig({ onRequest: ({ number }) => (number === 0 ? fault : undefined) });
    expect(await writer.write(documents(5), never)).toEqual({ indexed: 0, duplicates: 5, rejected: [] });
    expect(server.documents.size).toBe(5);
  });

  it('waits for a server that is not there yet', async () => {
    const probe = await startBulkServer();
    await probe.close();
    const { options, retried } = writerParts(probe.url);
    const { result, reason } = await writeThenAbort(options, () => retried.length >= 3);
    expect(result).toBe('aborted');
    expect(reason).toMatch(/^ELASTICSEARCH_UNREACHABLE: .*ECONNREFUSED/);

    async function writeThenAbort(given: BulkWriterOptions, done: () => boolean) {
      const abort = new AbortController();
      const write = createBulkWriter(given).write(documents(1), abort.signal);
      const outcome = write.then(
        () => 'written',
        () => 'aborted',
      );
      while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
      abort.abort();
      return { result: await outcome, reason: retried[0]?.reason };
    }
  });

  it('waits longer after each failure in a row, up to the limit, and then starts over', async () => {
    const { writer, slept } = await rig({
      onRequest: ({ number }) => (number < 7 ? { kind: 'status', status: 503 } : undefined),
    });
    await writer.write(documents(1), never);
    expect(slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('waits shortly again after a request that was answered', async () => {
    const { writer, slept } = await rig({
      onRequest: ({ number }) => (number === 2 ? undefined : { kind: 'status', status: 503 }),
      onItem: () => ({ status: 201 }),
    });
    await writer.write(documents(1), never);
    const abort = new AbortController();
    const write = writer.write(documents(1), abort.signal);
    while (slept.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    abort.abort(new Error('stop'));
    await expect(write).rejects.toThrow('stop');
    expect(slept.slice(0, 4)).toEqual([1_000, 2_000, 1_000, 2_000]);
  });

  it('splits a request that is too large, remembers the size, and rejects only a document that is too large alone', async () => {
    const tooLarge = { kind: 'status', status: 413, error: 'too large' } as const;
    const { writer, server } = await rig({
      onRequest: ({ ids, bytes }) => (ids.includes('big') || bytes > 400 ? tooLarge : undefined),
    });
    const batch = [...documents(8), document('big'), ...documents(7, 'e')];
    const { indexed, rejected } = await writer.write(batch, never);
    expect(indexed).toBe(15);
    expect(rejected.map(({ position }) => position)).toEqual([8]);
    expect(rejected[0]?.reason).toContain('413');
    const before = server.requests.length;
    await writer.write(documents(16, 'f'), never);
    expect(server.requests.slice(before).every(({ bytes }) => bytes <= 800)).toBe(true);
  });

  it('sends a document alone that is too large as a part of its request', async () => {
    const { writer, server } = await rig({
      onItem: (id, { ids }) =>
        id === 'd1' && ids.length > 1 ? { status: 413, error: { type: 'x', reason: 'y' } } : undefined,
    });
    expect((await writer.write(documents(3), never)).indexed).toBe(3);
    expect(server.requests.at(-1)?.ids).toEqual(['d1']);
  });

  it('rejects a document that is too large alone', async () => {
    const error = { type: 'es_rejected', reason: 'operation too large' };
    const { writer } = await rig({
      onItem: (id) => (id === 'd1' ? { status: 413, error } : undefined),
    });
    expect(await writer.write(documents(3), never)).toEqual({
      indexed: 2,
      duplicates: 0,
      rejected: [{ position: 1, ...error }],
    });
  });

  it('tries smaller requests when the connection is cut again and again', async () => {
    const { writer } = await rig({
      onRequest: ({ ids }) => (ids.length > 2 ? { kind: 'cut_before' } : undefined),
    });
    expect((await writer.write(documents(8), never)).indexed).toBe(8);
  });

  it('sets a document aside whose connection is cut whenever it is sent, and goes on with the others', async () => {
    let cuts = 0;
    const { writer, retried } = await rig(
      {
        onRequest: ({ ids }) => {
          if (!ids.includes('bad')) return undefined;
          cuts += 1;
          return { kind: 'cut_before' };
        },
      },
      // What waits after the third cut waits for good.
      { sleep: () => (cuts < 3 ? Promise.resolve() : Promise.withResolvers<void>().promise) },
    );
    const abort = new AbortController();
    const bad = writer.write([document('bad')], abort.signal);
    while (retried.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));

    expect((await writer.write(documents(3), never)).indexed).toBe(3);

    abort.abort(new Error('stop'));
    await expect(bad).rejects.toThrow('stop');
    expect(retried.map(({ documents: count }) => count)).toEqual([1, 1, 1]);
  });
});

describe('giving up', () => {
  it('rejects with the cause when nothing could be written for the given time', async () => {
    const { writer } = await rig(
      {
        onRequest: () => ({
          kind: 'status',
          status: 401,
          error: { type: 'security_exception', reason: 'no' },
        }),
      },
      { retryForMs: 20_000 },
    );
    await expect(writer.write(documents(2), never)).rejects.toMatchObject({
      name: 'CodedError',
      code: 'ELASTICSEARCH_UNAUTHORIZED',
      message: expect.stringContaining('given up after 20 s'),
    });
  });

  it('goes on as long as anything can be written', async () => {
    let nowMs = 0;
    let refusals = 0;
    const { writer } = await rig(
      { onItem: (id) => (id === 'slow' && refusals++ < 9 ? { status: 503 } : undefined) },
      {
        retry: { baseMs: 5_000, maxMs: 5_000, random: () => 1 },
        retryForMs: 20_000,
        clock: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
          await writer.write([document(`meanwhile${nowMs}`)], never);
        },
      },
    );
    expect((await writer.write([document('slow')], never)).indexed).toBe(1);
    expect(nowMs).toBe(45_000);
  });
});

describe('stopping', () => {
  it('rejects a write at once when its signal aborts, and leaves the others alone', async () => {
    const hold = Promise.withResolvers<void>();
    const { writer, server } = await rig({ onRequest: () => ({ kind: 'hold', until: hold.promise }) });
    const abort = new AbortController();
    const doomed = writer.write(documents(2, 'a'), abort.signal);
    const other = writer.write(documents(2, 'b'), never);
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    abort.abort(new Error('stop'));
    await expect(doomed).rejects.toThrow('stop');
    hold.resolve();
    expect((await other).indexed).toBe(2);
  });

  it('aborts the request when nobody waits for it any more', async () => {
    const { writer, server, retried } = await rig({
      onRequest: () => ({ kind: 'hold', until: new Promise(() => undefined) }),
    });
    const abort = new AbortController();
    const doomed = writer.write(documents(2), abort.signal);
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    abort.abort(new Error('stop'));
    await expect(doomed).rejects.toThrow('stop');
    await writer.close();
    expect(retried).toEqual([]);
  });

  it('refuses a write whose signal is aborted already', async () => {
    const { writer, server } = await rig();
    await expect(writer.write(documents(1), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(server.requests).toHaveLength(0);
  });

  it('sends what waits when it is closed, and takes nothing after that', async () => {
    const { writer } = await rig();
    const write = writer.write(documents(3), never);
    await writer.close();
    expect((await write).indexed).toBe(3);
    await expect(writer.write(documents(1), never)).rejects.toThrow('closed');
  });
});

it('shows no credential in what it reports or throws', async () => {
  const secret = 'Zm9vOmJhci1zZWNyZXQ=';
  const script: BulkServerScript = {
    onRequest: ({ number }) => (number % 2 === 0 ? { kind: 'cut_before' } : { kind: 'status', status: 500 }),
  };
  const server = await startBulkServer(script);
  onTestFinished(() => server.close());
  const client = createElasticsearchClient({
    nodes: [server.url],
    auth: { kind: 'api_key', apiKey: secret },
  });
  const { options, retried } = writerParts(server.url, { client, retryForMs: 10_000 });
  const error: unknown = await createBulkWriter(options)
    .write(documents(1), never)
    .catch((thrown: unknown) => thrown);
  expect(server.requests[0]?.headers.authorization).toBe(`ApiKey ${secret}`);
  expect(everythingPrinted(error) + JSON.stringify(retried)).not.toContain(secret);
});
