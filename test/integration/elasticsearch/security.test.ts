import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { obtainElasticsearch } from '../../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import type {
  ObtainedElasticsearch,
  RunningElasticsearch,
} from '../../../sandbox/elasticsearch/obtained-node.ts';
import { createBulkWriter } from '../../../src/output/elasticsearch/bulk-writer.ts';
import {
  createElasticsearchClient,
  type ElasticsearchAuth,
} from '../../../src/output/elasticsearch/client.ts';
import { probeElasticsearch } from '../../../src/output/elasticsearch/probe.ts';
import { setupElasticsearch } from '../../../src/output/elasticsearch/setup.ts';
import { authOf } from '../../support/elasticsearch.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { document, documents, writerParts } from '../../support/writer-parts.ts';

const { signal } = new AbortController();
const wrong: ElasticsearchAuth = { kind: 'basic', username: 'elastic', password: 'not-the-password' };
const common = { dataset: 'o365.audit', pipeline: 'none', version: '0.0.0', signal };

let obtained: ObtainedElasticsearch;

beforeAll(async () => {
  const { ELASTICSEARCH_URL: _, ...environment } = process.env;
  const settings = { 'http.max_content_length': '1mb' };
  obtained = await obtainElasticsearch({ security: true, settings, environment, signal });
});

afterAll(async () => {
  if (obtained.kind === 'running') await obtained.stop();
});

function node(ctx: TestContext): RunningElasticsearch {
  return obtained.kind === 'running'
    ? obtained
    : ctx.skip(`no Elasticsearch: ${obtained.reasons.join('; ')}`);
}

function clientWith(url: string, auth: ElasticsearchAuth) {
  return createElasticsearchClient({ nodes: [url], auth });
}

describe('an Elasticsearch with security', () => {
  it('takes the right credentials', async (ctx) => {
    const { url, ...rest } = node(ctx);
    const client = clientWith(url, authOf({ url, ...rest }));
    await setupElasticsearch({ ...common, client, dryRun: false });
    const { options } = writerParts(url, { client, retryForMs: 0 });
    const writer = createBulkWriter(options);
    const dated = documents(3).map(({ id }) => document(id, { '@timestamp': '2026-08-01T12:00:00Z' }));
    expect(await writer.write(dated, signal)).toMatchObject({ indexed: 3 });
    await writer.close();
  });

  it('is told apart by wrong credentials: nothing is rejected, and the password is in no error', async (ctx) => {
    const { url } = node(ctx);
    const { options, retried } = writerParts(url, { client: clientWith(url, wrong), retryForMs: 10_000 });
    const writer = createBulkWriter(options);
    const error: unknown = await writer.write(documents(1), signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ELASTICSEARCH_UNAUTHORIZED' });
    expect(everythingPrinted(error) + JSON.stringify(retried)).not.toContain('not-the-password');
    await writer.close();
  });

  it('is told by setup and by the probe', async (ctx) => {
    const { url } = node(ctx);
    const client = clientWith(url, wrong);
    const unauthorized = { code: 'ELASTICSEARCH_UNAUTHORIZED' };
    await expect(setupElasticsearch({ ...common, client, dryRun: false })).rejects.toMatchObject(
      unauthorized,
    );
    const verdicts = await probeElasticsearch({ ...common, client, namespaces: ['default'], setup: true });
    expect(verdicts).toMatchObject([{ check: 'connection', status: 'failed', problem: unauthorized }]);
    await client.close();
  });

  it('splits what is larger than it takes, and rejects a document that is so alone', async (ctx) => {
    const { url, ...rest } = node(ctx);
    const client = createElasticsearchClient({ nodes: [url], auth: authOf({ url, ...rest }) });
    const { options } = writerParts(url, { client, maxBytes: 20_000_000, compression: false });
    const writer = createBulkWriter(options);
    const large = (id: string, bytes: number) =>
      document(id, { '@timestamp': '2026-08-01T12:00:00Z', ignored: 'x'.repeat(bytes) });
    const batch = [
      ...Array.from({ length: 9 }, (_, at) => large(`l${at}`, 300_000)),
      large('huge', 1_500_000),
    ];
    const { indexed, rejected } = await writer.write(batch, signal);
    expect(indexed).toBe(9);
    expect(rejected.map(({ position }) => position)).toEqual([9]);
    await writer.close();
  });
});
