import type { Document } from '../../src/model/document.ts';
import type { BulkWriterOptions } from '../../src/output/elasticsearch/bulk-writer.ts';
import { createElasticsearchClient } from '../../src/output/elasticsearch/client.ts';
import type { ElasticsearchEvents } from '../../src/telemetry/events.ts';

type Written = Parameters<ElasticsearchEvents['batchWritten']>[0];
type InSafeForm = Parameters<ElasticsearchEvents['documentsInSafeForm']>[0];
type Copies = Parameters<ElasticsearchEvents['copiesSettled']>[0];
type Refused = Parameters<ElasticsearchEvents['lookupRefused']>[0];
type Retried = Parameters<ElasticsearchEvents['batchRetried']>[0];

/** A clock that only sleeping moves, and everything that a writer reported. */
export interface WriterParts {
  readonly options: BulkWriterOptions;
  /** Milliseconds slept so far, one entry per sleep. */
  readonly slept: number[];
  readonly written: Written[];
  readonly retried: Retried[];
  readonly inSafeForm: InSafeForm[];
  readonly copies: Copies[];
  readonly lookupsRefused: Refused[];
}

/** Options of a bulk writer on `url` whose sleeps take no time but move its clock. */
export function writerParts(url: string, changes: Partial<BulkWriterOptions> = {}): WriterParts {
  const slept: number[] = [];
  const written: Written[] = [];
  const retried: Retried[] = [];
  const inSafeForm: InSafeForm[] = [];
  const copies: Copies[] = [];
  const lookupsRefused: Refused[] = [];
  let nowMs = 1_000_000;
  const options: BulkWriterOptions = {
    client: createElasticsearchClient({ nodes: [url], auth: { kind: 'none' } }),
    pipeline: '_none',
    maxBytes: 5_000_000,
    maxActions: 1_000,
    maxWaitMs: 2_000,
    concurrency: 2,
    retry: { baseMs: 1_000, maxMs: 30_000, random: () => 1 },
    retryForMs: Number.POSITIVE_INFINITY,
    clock: () => nowMs,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += ms;
    },
    events: {
      batchWritten: (event) => void written.push(event),
      batchRetried: (event) => void retried.push(event),
      documentsInSafeForm: (event) => void inSafeForm.push(event),
      copiesSettled: (event) => void copies.push(event),
      lookupRefused: (event) => void lookupsRefused.push(event),
    },
    ...changes,
  };
  return { options, slept, written, retried, inSafeForm, copies, lookupsRefused };
}

/** `count` small documents with ids `<prefix>0`, `<prefix>1`, ... */
export function documents(count: number, prefix = 'd'): Document[] {
  return Array.from({ length: count }, (_, number) => document(`${prefix}${number}`));
}

export function document(id: string, body: unknown = { id }): Document {
  return { id, dataStream: 'logs-o365.audit-default', source: Buffer.from(JSON.stringify(body)) };
}
