import { afterAll, beforeAll, expect, it } from 'vitest';
import { obtainElasticsearch } from '../../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import type { ObtainedElasticsearch } from '../../../sandbox/elasticsearch/obtained-node.ts';
import { abortableSleep } from '../../../src/lib/abortable-sleep.ts';
import { simplerForm } from '../../../src/mapping/safe-form.ts';
import { createBulkWriter } from '../../../src/output/elasticsearch/bulk-writer.ts';
import { createElasticsearchClient } from '../../../src/output/elasticsearch/client.ts';
import { setupElasticsearch } from '../../../src/output/elasticsearch/setup.ts';
import { lastingPort } from '../../support/lasting-port.ts';
import { dated, idsIn } from '../../support/real-stream.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { writerParts } from '../../support/writer-parts.ts';

const { signal } = new AbortController();
let obtained: ObtainedElasticsearch;

beforeAll(async () => {
  const { ELASTICSEARCH_URL: _, ...environment } = process.env;
  obtained = await obtainElasticsearch({ port: await lastingPort(), environment, signal });
});

afterAll(async () => {
  if (obtained.kind === 'running') await obtained.stop();
});

it('loses and doubles nothing when Elasticsearch is killed in the middle of bulk requests, and rolls over before it is used again', {
  timeout: 300_000,
}, async (ctx) => {
  if (obtained.kind !== 'running') return ctx.skip(`no Elasticsearch: ${obtained.reasons.join('; ')}`);
  const { url, restart } = obtained;
  if (restart === undefined) return ctx.skip('only the node from Maven Central can be killed');
  const client = createElasticsearchClient({ nodes: [url], auth: { kind: 'none' } });
  await setupElasticsearch({
    client,
    dataset: 'o365.audit',
    pipeline: 'none',
    version: '0.0.0',
    dryRun: false,
    signal,
  });
  const dataStream = 'logs-o365.audit-default';
  const { options, written, retried, inSafeForm } = writerParts(url, {
    client: createElasticsearchClient({ nodes: [url], auth: { kind: 'none' } }),
    clock: Date.now,
    sleep: abortableSleep,
    retry: { baseMs: 100, maxMs: 1_000, random: Math.random },
    maxActions: 100,
    safeForm: simplerForm,
  });
  const writer = createBulkWriter(options);
  const documents = Array.from({ length: 8_000 }, (_, at) => dated(dataStream, `id-${at}`));
  const writes = Array.from({ length: 20 }, (_, at) =>
    writer.write(documents.slice(at * 400, (at + 1) * 400), signal),
  );
  await waitUntil('some batches are written', () => written.length >= 5);
  await restart();
  await client.indices.rollover({ alias: dataStream });
  const results = await Promise.all(writes);
  const settled = results.reduce((sum, { indexed, duplicates }) => sum + indexed + duplicates, 0);
  expect(settled).toBe(8_000);
  expect(results.flatMap(({ rejected }) => rejected)).toEqual([]);
  expect(retried.length).toBeGreaterThan(0);
  expect(inSafeForm).toEqual([]);
  expect(await idsIn(client, dataStream)).toEqual(documents.map(({ id }) => id).toSorted());
  await writer.close();
  await client.close();
});
