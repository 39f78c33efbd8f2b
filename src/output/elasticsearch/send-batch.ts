import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Client } from '@elastic/elasticsearch';
import { isJsonObject } from '../../lib/json-object.ts';
import { classifyItem, type ItemVerdict } from './classify-item.ts';
import { type ClientFailure, describeFailure } from './client-failure.ts';
import type { BulkItem } from './document-queue.ts';
import { elasticsearchErrors } from './errors.ts';

/** Answered: one verdict for each item, in their order. Failed: nothing is known about any item. */
export type BatchAnswer =
  | {
      readonly kind: 'answered';
      readonly verdicts: readonly ItemVerdict[];
      /** The backing index that each document went to, as far as the answer tells. */
      readonly indices: readonly (string | undefined)[];
    }
  | { readonly kind: 'failed'; readonly failure: ClientFailure };

/** Only what a verdict needs comes back over the wire; `status` is in each item, so the order of the items stays. */
const ANSWER_PATHS = ['status', '_index', 'result', 'error', 'failure_store'].map(
  (name) => `items.*.${name}`,
);
const QUERY = { require_data_stream: true, filter_path: ANSWER_PATHS.join(',') };
const LINE_END = 0x0a;
/** The client compresses by zlib's default level, for twice the CPU and a quarter less over the wire. */
const GZIP = { level: constants.Z_BEST_SPEED };
const compress = promisify(gzip);

export interface SendOptions {
  /** A client that does not retry (createElasticsearchClient). */
  readonly client: Client;
  /** Name of an ingest pipeline, or `_none`. */
  readonly pipeline: string;
  /** gzip for the body. Default true. */
  readonly compression?: boolean;
}

/**
 * Sends one bulk request and never rejects. The explicit pipeline keeps a default pipeline of the data stream from running,
 * such as the one that Elastic's own integration package brings for the same data streams. Without `require_data_stream` a missing
 * template would turn the data stream's name into a plain index.
 *
 * @param signal of this request alone
 */
export async function sendBatch(
  items: readonly BulkItem[],
  { client, pipeline, compression = true }: SendOptions,
  signal: AbortSignal,
): Promise<BatchAnswer> {
  try {
    const body = bodyOf(items);
    const bulkBody = compression ? await compress(body, GZIP) : body;
    const headers = compression ? { 'content-encoding': 'gzip' } : {};
    const answer = await client.transport.request<unknown>(
      { method: 'POST', path: '/_bulk', querystring: { ...QUERY, pipeline }, bulkBody },
      { signal, headers, compression: false },
    );
    return readAnswer(answer, items.length);
  } catch (error) {
    return { kind: 'failed', failure: describeFailure(error) };
  }
}

/** The client's own `bulk` takes no bytes, which the documents are already. */
function bodyOf(items: readonly BulkItem[]): Buffer {
  const body = Buffer.allocUnsafe(items.reduce((sum, { bytes }) => sum + bytes, 0));
  let at = 0;
  for (const { action, document } of items) {
    at += body.write(action, at);
    at = body.writeUInt8(LINE_END, at);
    at += document.source.copy(body, at);
    at = body.writeUInt8(LINE_END, at);
  }
  return body;
}

function readAnswer(answer: unknown, expected: number): BatchAnswer {
  const items = isJsonObject(answer) ? answer.items : undefined;
  if (Array.isArray(items) && items.length === expected) {
    return { kind: 'answered', verdicts: items.map(classifyItem), indices: items.map(indexOf) };
  }
  const found = Array.isArray(items) ? `${items.length} items` : 'no items';
  const failure = { row: elasticsearchErrors.badAnswer, detail: `${found} where ${expected} were sent` };
  return { kind: 'failed', failure };
}

function indexOf(item: unknown): string | undefined {
  const result = isJsonObject(item) ? item.create : undefined;
  return isJsonObject(result) && typeof result._index === 'string' ? result._index : undefined;
}
