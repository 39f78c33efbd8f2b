import { describe, expect, it, onTestFinished } from 'vitest';
import { simplerForm } from '../../../../src/mapping/safe-form.ts';
import {
  type BulkWriterOptions,
  createBulkWriter,
} from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { createElasticsearchClient } from '../../../../src/output/elasticsearch/client.ts';
import {
  type BulkServerScript,
  type ItemFault,
  type RequestFault,
  startBulkServer,
} from '../../../support/bulk-server.ts';
import { lastingPort } from '../../../support/lasting-port.ts';
import { documents, writerParts } from '../../../support/writer-parts.ts';

const { signal } = new AbortController();
const COUNT = 20;

async function rig(script: BulkServerScript = {}, changes: Partial<BulkWriterOptions> = {}) {
  const server = await startBulkServer(script);
  onTestFinished(() => server.close());
  const parts = writerParts(server.url, { safeForm: simplerForm, ...changes });
  return { ...parts, server, writer: createBulkWriter(parts.options) };
}

/** Nothing lost, nothing twice, nothing rejected, nothing in another form. */
async function expectAll({ writer, server, inSafeForm }: Awaited<ReturnType<typeof rig>>) {
  const result = await writer.write(documents(COUNT), signal);
  expect(result.rejected).toEqual([]);
  expect(result.indexed + result.duplicates).toBe(COUNT);
  const sources = documents(COUNT).map(({ id, source }) => [id, source.toString('utf8')]);
  expect([...server.documents].toSorted()).toEqual(sources.toSorted());
  expect(inSafeForm).toEqual([]);
  return result;
}

const html = { 'content-type': 'text/html', 'x-elastic-product': '' };
const page = '<html><body>Sign in</body></html>';
const blocked = {
  type: 'cluster_block_exception',
  reason:
    'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
};
const busy = {
  type: 'es_rejected_execution_exception',
  reason: 'rejected execution of coordinating operation',
};
const refused = { type: 'security_exception', reason: 'unable to authenticate user' };

const requestFaults: Readonly<Record<string, RequestFault>> = {
  'a whole request rejected by 429': { kind: 'status', status: 429, error: busy },
  'a flood-stage block of the whole request': { kind: 'status', status: 429, error: blocked },
  'a read-only cluster': { kind: 'status', status: 403, error: blocked },
  'a password that was changed': { kind: 'status', status: 401, error: refused },
  'a privilege that was taken away': { kind: 'status', status: 403, error: refused },
  'a circuit breaker': {
    kind: 'status',
    status: 429,
    error: { type: 'circuit_breaking_exception', reason: 'Data too large' },
  },
  'a cluster without a master': {
    kind: 'status',
    status: 503,
    error: { type: 'master_not_discovered_exception', reason: 'no master' },
  },
  '502 and HTML of a proxy': { kind: 'status', status: 502, body: page, headers: html },
  '503 and HTML of a proxy': { kind: 'status', status: 503, body: page, headers: html },
  '504 and HTML of a proxy': { kind: 'status', status: 504, body: page, headers: html },
  '403 and HTML of a proxy': { kind: 'status', status: 403, body: page, headers: html },
  '400 and HTML of a proxy': { kind: 'status', status: 400, body: page, headers: html },
  '407 of a proxy': { kind: 'status', status: 407, body: page, headers: html },
  'a redirect of a proxy': {
    kind: 'status',
    status: 302,
    body: page,
    headers: { ...html, location: '/login' },
  },
  '404 of another program': { kind: 'status', status: 404, body: 'not found', headers: html },
  '500 without a body': { kind: 'status', status: 500, body: '' },
  'a connection cut before anything was done': { kind: 'cut_before' },
};

describe('requests that are not taken', () => {
  it.each(Object.entries(requestFaults))('%s', async (_, fault) => {
    const given = await rig({ onRequest: ({ number }) => (number < 4 ? fault : undefined) });
    expect(await expectAll(given)).toMatchObject({ indexed: COUNT });
    expect(given.retried.length).toBeGreaterThanOrEqual(3);
  });
});

const lostAnswers: Readonly<Record<string, RequestFault>> = {
  'cut in the middle': { kind: 'cut_after' },
  'replaced by the HTML of a proxy': { kind: 'answer', body: page, headers: html },
  empty: { kind: 'answer', body: '' },
  'no JSON': { kind: 'answer', body: '{"errors":false,"items":[{' },
  'JSON of another kind': { kind: 'answer', body: '[]' },
  'said to be compressed, but is not': {
    kind: 'answer',
    body: '{}',
    headers: { 'content-encoding': 'gzip' },
  },
  'short of some items': { kind: 'items', change: (items) => items.slice(0, 7) },
  'longer than the request': { kind: 'items', change: (items) => [...items, ...items] },
  'without any status': { kind: 'items', change: (items) => items.map(() => ({ create: {} })) },
  'of other actions': { kind: 'items', change: (items) => items.map(() => ({ index: { status: 201 } })) },
  'holding null': { kind: 'items', change: (items) => items.map(() => null) },
};

describe('an answer is lost after everything was indexed: it is sent again, and what had arrived counts as a duplicate', () => {
  it.each(Object.entries(lostAnswers))('an answer that is %s', async (_, fault) => {
    const given = await rig({ onRequest: ({ number }) => (number < 2 ? fault : undefined) });
    expect(await expectAll(given)).toMatchObject({ indexed: 0, duplicates: COUNT });
  });

  it('an answer without the status of some items: only these are sent again', async () => {
    const fault: RequestFault = {
      kind: 'items',
      change: (items) => items.map((item, at) => (at % 4 === 0 ? { create: {} } : item)),
    };
    const given = await rig({ onRequest: ({ number }) => (number === 0 ? fault : undefined) });
    expect(await expectAll(given)).toMatchObject({ indexed: 15, duplicates: 5 });
    expect(given.server.requests[1]?.ids).toHaveLength(5);
  });

  it('no answer within the time for one', async () => {
    const server = await startBulkServer({
      onRequest: ({ number }) => (number < 2 ? { kind: 'silence' } : undefined),
    });
    onTestFinished(() => server.close());
    const client = createElasticsearchClient({
      nodes: [server.url],
      auth: { kind: 'none' },
      requestTimeoutMs: 50,
    });
    const parts = writerParts(server.url, { client, safeForm: simplerForm });
    const given = { ...parts, server, writer: createBulkWriter(parts.options) };
    expect(await expectAll(given)).toMatchObject({ duplicates: COUNT });
    expect(given.retried[0]?.reason).toMatch(/^ELASTICSEARCH_TIMEOUT: /);
  });
});

describe('answers that are fine', () => {
  it('compressed ones', async () => {
    expect(await expectAll(await rig({ onRequest: () => ({ kind: 'gzip' }) }))).toMatchObject({
      indexed: COUNT,
    });
  });

  it('ones after which the connection ends, request for request', async () => {
    const given = await rig({ onRequest: () => ({ kind: 'hang_up' }) }, { maxActions: 3 });
    const result = await expectAll(given);
    expect(result.indexed + result.duplicates).toBe(COUNT);
  });

  it('slow ones: nothing is sent twice', async () => {
    const hold = Promise.withResolvers<void>();
    const given = await rig({ onRequest: () => ({ kind: 'hold', until: hold.promise }) });
    setTimeout(() => hold.resolve(), 300);
    expect(await expectAll(given)).toMatchObject({ indexed: COUNT });
    expect(given.server.requests).toHaveLength(1);
  });
});

const itemFaults: Readonly<Record<string, ItemFault>> = {
  'rejected by 429': { status: 429, error: busy },
  'blocked by flood stage, 403': { status: 403, error: blocked },
  'blocked by flood stage, 429': { status: 429, error: blocked },
  'without a shard': { status: 503, error: { type: 'unavailable_shards_exception', reason: 'timeout' } },
  'in a closed index': { status: 400, error: { type: 'index_closed_exception', reason: 'closed' } },
  'in an index that was deleted': {
    status: 404,
    error: { type: 'index_not_found_exception', reason: 'gone' },
  },
  'in a data stream that has become a plain index': {
    status: 404,
    error: { type: 'resource_not_found_exception', reason: '[logs-x] is not a data stream' },
  },
  'without a pipeline': {
    status: 400,
    error: { type: 'illegal_argument_exception', reason: 'pipeline with id [x] does not exist' },
  },
  'beyond the limit of shards': {
    status: 400,
    error: { type: 'validation_exception', reason: 'this action would add [2] shards' },
  },
  'on a node that is closing': { status: 500, error: { type: 'node_closed_exception', reason: 'closing' } },
};

describe('documents that cannot be taken now', () => {
  it.each(Object.entries(itemFaults))('%s: some of a request', async (_, fault) => {
    const given = await rig({
      onItem: (id, { number }) => (Number(id.slice(1)) % 3 === 0 && number < 4 ? fault : undefined),
    });
    expect(await expectAll(given)).toMatchObject({ indexed: COUNT });
  });
});

it('one of two nodes that answers, and refuses each bulk request: the other one takes everything', async () => {
  const ill = await startBulkServer({
    onRequest: () => ({
      kind: 'status',
      status: 429,
      error: { type: 'circuit_breaking_exception', reason: '-' },
    }),
  });
  const well = await startBulkServer();
  onTestFinished(async () => void (await Promise.all([ill.close(), well.close()])));
  for (const nodes of [
    [ill.url, well.url],
    [well.url, ill.url],
  ]) {
    const client = createElasticsearchClient({ nodes, auth: { kind: 'none' } });
    const { options } = writerParts(well.url, { client, retryForMs: 24 * 3_600_000 });
    const writer = createBulkWriter(options);
    for (let at = 0; at < 5; at += 1) {
      expect(await writer.write(documents(2, `${nodes[0]}-${at}-`), signal)).toMatchObject({ indexed: 2 });
    }
  }
  expect(well.documents.size).toBe(20);
});

it('an Elasticsearch that is down for hours: then everything goes out in the requests of before', async () => {
  const port = await lastingPort();
  const { options, slept, inSafeForm } = writerParts(`http://127.0.0.1:${port}`, { safeForm: simplerForm });
  const writer = createBulkWriter(options);
  const write = writer.write(documents(COUNT), signal);
  while (sum(slept) < 6 * 3_600_000) await new Promise((resolve) => setImmediate(resolve));
  const server = await startBulkServer({}, port);
  onTestFinished(() => server.close());
  expect(await write).toEqual({ indexed: COUNT, duplicates: 0, rejected: [] });
  expect(server.requests).toHaveLength(1);
  expect(Math.max(...slept)).toBe(30_000);
  expect(inSafeForm).toEqual([]);
});

it('an Elasticsearch that restarts in the middle of a request', async () => {
  const port = await lastingPort();
  const first = await startBulkServer({ onRequest: () => ({ kind: 'cut_after' }) }, port);
  const given = writerParts(first.url, { safeForm: simplerForm });
  const writer = createBulkWriter(given.options);
  const write = writer.write(documents(COUNT), signal);
  while (given.retried.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await first.close();
  const seen = given.retried.length;
  while (given.retried.length < seen + 3) await new Promise((resolve) => setImmediate(resolve));
  const second = await startBulkServer({}, port);
  onTestFinished(() => second.close());
  for (const [id, source] of first.documents) second.streams.create('logs-o365.audit-default', id, source);
  expect(await write).toMatchObject({ indexed: 0, duplicates: COUNT });
  expect(second.documents.size).toBe(COUNT);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
