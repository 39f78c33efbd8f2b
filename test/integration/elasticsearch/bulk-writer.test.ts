import type { Client } from '@elastic/elasticsearch';
import { describe, expect, it, type TestContext } from 'vitest';
import { abortableSleep } from '../../../src/lib/abortable-sleep.ts';
import type { Document } from '../../../src/model/document.ts';
import type { Output } from '../../../src/model/output.ts';
import { type BulkWriterOptions, createBulkWriter } from '../../../src/output/elasticsearch/bulk-writer.ts';
import { setupElasticsearch } from '../../../src/output/elasticsearch/setup.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../../support/elasticsearch.ts';
import { writerParts } from '../../support/writer-parts.ts';

const { signal } = new AbortController();

interface Parts {
  readonly client: Client;
  readonly dataStream: string;
  readonly writer: Output;
  readonly retried: readonly { readonly reason: string }[];
}

/** A writer to a data stream of the test's own. */
async function parts(ctx: TestContext, changes: Partial<BulkWriterOptions> = {}): Promise<Parts> {
  const node = await elasticsearchForTest(ctx);
  const client = clientForTest(node);
  const options = { dataset: 'o365.audit', pipeline: 'm365-audit', version: '0.0.0', dryRun: false };
  const { pipeline } = await setupElasticsearch({ client, ...options, signal });
  const shortRetries = { baseMs: 20, maxMs: 50, random: Math.random };
  const { options: writing, retried } = writerParts(node.url, {
    client: clientForTest(node),
    clock: Date.now,
    sleep: abortableSleep,
    retry: shortRetries,
    pipeline,
    ...changes,
  });
  return {
    client,
    dataStream: `logs-o365.audit-${uniqueNamespace()}`,
    writer: createBulkWriter(writing),
    retried,
  };
}

function documentsFor(dataStream: string, count: number): Document[] {
  return Array.from({ length: count }, (_, number) => documentFor(dataStream, `id-${number}`));
}

function documentFor(dataStream: string, id: string, more: object = {}): Document {
  const source = { '@timestamp': '2026-08-01T12:00:00Z', event: { id }, message: `record ${id}`, ...more };
  return { id, dataStream, source: Buffer.from(JSON.stringify(source)) };
}

async function countOf(client: Client, dataStream: string): Promise<number> {
  await client.indices.refresh({ index: dataStream });
  return (await client.count({ index: dataStream })).count;
}

describe('the bulk writer and a real Elasticsearch', () => {
  it('indexes 5,000 documents of many concurrent writes, and only duplicates the second time', async (ctx) => {
    const { client, dataStream, writer } = await parts(ctx, { maxActions: 700 });
    const all = documentsFor(dataStream, 5_000);
    const writeAll = async () => {
      const slices = Array.from({ length: 50 }, (_, at) => all.slice(at * 100, at * 100 + 100));
      const results = await Promise.all(slices.map((slice) => writer.write(slice, signal)));
      return {
        indexed: results.reduce((sum, { indexed }) => sum + indexed, 0),
        duplicates: results.reduce((sum, { duplicates }) => sum + duplicates, 0),
      };
    };
    expect(await writeAll()).toEqual({ indexed: 5_000, duplicates: 0 });
    expect(await writeAll()).toEqual({ indexed: 0, duplicates: 5_000 });
    expect(await countOf(client, dataStream)).toBe(5_000);
  });

  it('rejects what does not fit the mapping, and indexes its neighbours', async (ctx) => {
    const { client, dataStream, writer } = await parts(ctx);
    const misfit = documentFor(dataStream, 'misfit', { event: { id: { not: 'a keyword' } } });
    const undated = { id: 'undated', dataStream, source: Buffer.from('{"@timestamp":"yesterday"}') };
    const batch = [documentFor(dataStream, 'a'), misfit, documentFor(dataStream, 'b'), undated];
    const { indexed, rejected } = await writer.write(batch, signal);
    expect(indexed).toBe(2);
    expect(rejected.map(({ position, type }) => [position, type])).toEqual([
      [1, 'document_parsing_exception'],
      [3, 'document_parsing_exception'],
    ]);
    expect(rejected[0]?.reason).toContain('event.id');
    expect(await countOf(client, dataStream)).toBe(2);
  });

  it('keeps the text of a document as it is', async (ctx) => {
    const { client, dataStream, writer } = await parts(ctx);
    const odd = { o365: { audit: { Text: 'é\u2028\u0000"\\', Number: 1e300, Deep: [[{ a: null }]] } } };
    await writer.write([documentFor(dataStream, 'odd', odd)], signal);
    await client.indices.refresh({ index: dataStream });
    const { hits } = await client.search({ index: dataStream });
    expect(hits.hits[0]?._id).toBe('odd');
    expect(hits.hits[0]?._source).toMatchObject(odd);
  });

  it('waits while the data stream is blocked, and goes on by itself', async (ctx) => {
    const { client, dataStream, writer, retried } = await parts(ctx);
    await writer.write([documentFor(dataStream, 'first')], signal);
    await client.indices.putSettings({ index: dataStream, settings: { 'index.blocks.write': true } });
    const write = writer.write([documentFor(dataStream, 'second')], signal);
    while (retried.length < 2) await abortableSleep(10, signal);
    await client.indices.putSettings({ index: dataStream, settings: { 'index.blocks.write': null } });
    expect(await write).toMatchObject({ indexed: 1, rejected: [] });
    expect(retried[0]?.reason).toMatch(/^ELASTICSEARCH_BLOCKED: /);
  });

  it('rejects nothing for a pipeline that is missing', async (ctx) => {
    const { dataStream, writer } = await parts(ctx, { pipeline: 'not-there', retryForMs: 100 });
    await expect(writer.write([documentFor(dataStream, 'a')], signal)).rejects.toMatchObject({
      code: 'ELASTICSEARCH_PIPELINE_MISSING',
    });
  });

  it('never makes a plain index where the template is missing', async (ctx) => {
    const { client, writer } = await parts(ctx, { retryForMs: 100 });
    const name = `without-template-${uniqueNamespace()}`;
    await expect(writer.write([documentFor(name, 'a')], signal)).rejects.toMatchObject({
      code: 'ELASTICSEARCH_DATA_STREAM_MISSING',
    });
    expect(await client.indices.exists({ index: name })).toBe(false);
  });

  it('runs its own pipeline, and never one that the index has as its default', async (ctx) => {
    const { client, dataStream, writer } = await parts(ctx);
    await writer.write([documentFor(dataStream, 'first')], signal);
    // A default pipeline that does not exist fails every document that it is applied to.
    await client.indices.putSettings({
      index: dataStream,
      settings: { 'index.default_pipeline': 'not-there' },
    });
    expect(await writer.write([documentFor(dataStream, 'second')], signal)).toMatchObject({ indexed: 1 });
  });
});
