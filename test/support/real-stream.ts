import type { Client } from '@elastic/elasticsearch';
import type { TestContext } from 'vitest';
import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import { simplerForm } from '../../src/mapping/safe-form.ts';
import type { Document } from '../../src/model/document.ts';
import type { Output } from '../../src/model/output.ts';
import { type BulkWriterOptions, createBulkWriter } from '../../src/output/elasticsearch/bulk-writer.ts';
import { type SetupResult, setupElasticsearch } from '../../src/output/elasticsearch/setup.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from './elasticsearch.ts';
import { type WriterParts, writerParts } from './writer-parts.ts';

export interface RealWriter extends WriterParts {
  readonly writer: Output;
}

/** A dataset of a test's own in a real Elasticsearch, with the project's templates. */
export interface RealStream {
  readonly client: Client;
  readonly dataset: string;
  /** logs-<dataset>-default */
  readonly dataStream: string;
  /** Installs the templates again. */
  setup(): Promise<SetupResult>;
  newWriter(changes?: Partial<BulkWriterOptions>): RealWriter;
}

const { signal } = new AbortController();

export async function realStream(ctx: TestContext): Promise<RealStream> {
  const node = await elasticsearchForTest(ctx);
  const client = clientForTest(node);
  const dataset = uniqueNamespace();
  const options = { dataset, pipeline: 'm365-audit', version: '0.0.0', dryRun: false };
  const setup = (): Promise<SetupResult> => setupElasticsearch({ ...options, client, signal });
  const { pipeline } = await setup();
  const newWriter = (changes: Partial<BulkWriterOptions> = {}): RealWriter => {
    const parts = writerParts(node.url, {
      client: clientForTest(node),
      clock: Date.now,
      sleep: abortableSleep,
      retry: { baseMs: 20, maxMs: 50, random: Math.random },
      pipeline,
      safeForm: simplerForm,
      ...changes,
    });
    return { ...parts, writer: createBulkWriter(parts.options) };
  };
  return { client, dataset, dataStream: `logs-${dataset}-default`, setup, newWriter };
}

/** A plain document with an `event.id`. */
export function dated(dataStream: string, id: string, more: object = {}): Document {
  const source = { '@timestamp': '2026-08-01T12:00:00Z', event: { id }, message: `record ${id}`, ...more };
  return { id, dataStream, source: Buffer.from(JSON.stringify(source)) };
}

/** The `_id` of each document that the data stream holds, copies as often as they are there. */
export async function idsIn(client: Client, dataStream: string): Promise<readonly string[]> {
  await client.indices.refresh({ index: dataStream });
  const ids: string[] = [];
  const search = { index: dataStream, size: 5_000, _source: false, sort: ['_doc'] };
  let page = await client.search({ ...search, scroll: '1m' });
  while (page.hits.hits.length > 0) {
    ids.push(...page.hits.hits.map(({ _id = '' }) => _id));
    page = await client.scroll({ scroll_id: page._scroll_id ?? '', scroll: '1m' });
  }
  await client.clearScroll({ scroll_id: page._scroll_id ?? '' });
  return ids.toSorted();
}
