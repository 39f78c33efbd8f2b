import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isJsonObject } from '../../src/lib/json-object.ts';
import { StoredDataStreams } from './stored-data-streams.ts';

/** How the server treats one bulk request. Without one, and for each document without a fault, it indexes. */
export type RequestFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly error?: unknown;
      /** In the place of the JSON text of the error. */
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The connection ends before anything is indexed. */
  | { readonly kind: 'cut_before' }
  /** Everything is indexed, but the connection ends within the answer. */
  | { readonly kind: 'cut_after' }
  /** Everything is indexed, but the answer is this. */
  | { readonly kind: 'answer'; readonly body: string; readonly headers?: Record<string, string> }
  /** The answer comes when this resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** Everything is indexed, and nothing is ever answered. */
  | { readonly kind: 'silence' }
  /** The true answer, compressed. */
  | { readonly kind: 'gzip' }
  /** The true answer, with the last items missing, or changed. */
  | { readonly kind: 'items'; change(items: readonly unknown[]): readonly unknown[] }
  /** The true answer, and then the connection ends. */
  | { readonly kind: 'hang_up' };

export interface ItemFault {
  readonly _index?: string;
  readonly status: number;
  readonly error?: unknown;
  readonly failure_store?: string;
  readonly result?: string;
}

export interface BulkRequest {
  /** From 0. */
  readonly number: number;
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** A question about data streams and backing indices. */
export interface Lookup {
  readonly path: string;
  readonly ids: readonly unknown[];
}

export interface BulkServerScript {
  /** Only of requests with `create` actions. */
  onRequest?(request: BulkRequest): RequestFault | undefined;
  onItem?(id: string, request: BulkRequest, source: string): ItemFault | undefined;
  /** The answer to a question, in the place of the true one; cut: none at all. */
  onLookup?(lookup: Lookup): { readonly status: number; readonly body: unknown } | 'cut' | undefined;
  /** The fate of a `delete` action, in the place of the true one. */
  onDelete?(id: string): ItemFault | undefined;
}

export interface BulkServer {
  readonly url: string;
  /** Bulk requests with `create` actions. */
  readonly requests: readonly BulkRequest[];
  readonly lookups: readonly Lookup[];
  /** Documents by id, as text; fails when one of them stands twice. */
  readonly documents: ReadonlyMap<string, string>;
  readonly streams: StoredDataStreams;
  close(): Promise<void>;
}

/**
 * A real socket that speaks the bulk API and what the writer asks beside it, and fails as its script says.
 * @param port 0: a free one
 */
export async function startBulkServer(script: BulkServerScript = {}, port = 0): Promise<BulkServer> {
  const streams = new StoredDataStreams();
  const requests: BulkRequest[] = [];
  const lookups: Lookup[] = [];

  const create = ([action, source]: Pair, request: BulkRequest): unknown => {
    const fault = script.onItem?.(action.id, request, source);
    return { create: fault ?? streams.create(action.index, action.id, source) };
  };

  const bulk = async (message: IncomingMessage, response: ServerResponse, body: string): Promise<void> => {
    const lines = body.split('\n');
    if (lines.pop() !== '') throw new Error('a bulk body ends with a line end');
    if (lines[0]?.startsWith('{"delete"')) {
      const items = lines.map((line) => {
        const { delete: action } = JSON.parse(line);
        const fault = script.onDelete?.(String(action._id));
        return fault === undefined ? streams.delete(action) : { delete: fault };
      });
      return reply(response, 200, JSON.stringify({ items }));
    }
    const pairs = lines.flatMap((line, at): Pair[] =>
      at % 2 === 0 ? [[actionOf(line), lines[at + 1] ?? '']] : [],
    );
    const request = {
      number: requests.length,
      ids: pairs.map(([{ id }]) => id),
      bytes: body.length,
      query: new URL(message.url ?? '/', 'http://localhost').searchParams,
      headers: message.headers,
    };
    requests.push(request);
    const fault = script.onRequest?.(request);
    if (fault?.kind === 'cut_before') return void message.socket.destroy();
    if (fault?.kind === 'status') {
      const text = fault.body ?? JSON.stringify({ error: fault.error, status: fault.status });
      return reply(response, fault.status, text, fault.headers);
    }
    if (fault?.kind === 'hold') await fault.until;
    const items = pairs.map((pair) => create(pair, request));
    if (fault?.kind === 'answer') return reply(response, 200, fault.body, fault.headers);
    if (fault?.kind === 'silence') return;
    const answered = fault?.kind === 'items' ? fault.change(items) : items;
    const answer = JSON.stringify({ errors: false, items: answered });
    if (fault?.kind === 'gzip') {
      response.writeHead(200, { ...HEADERS, 'content-encoding': 'gzip' });
      return void response.end(gzipSync(answer));
    }
    if (fault?.kind === 'hang_up') response.once('finish', () => message.socket.destroy());
    if (fault?.kind !== 'cut_after') return reply(response, 200, answer);
    response.writeHead(200, { ...HEADERS, 'content-length': answer.length });
    response.write(answer.slice(0, answer.length / 2), () => message.socket.destroy());
  };

  const answerLookup = (message: IncomingMessage, response: ServerResponse, body: string): void => {
    const path = new URL(message.url ?? '/', 'http://localhost').pathname;
    const question: unknown = body === '' ? {} : JSON.parse(body);
    const ids = isJsonObject(question) && Array.isArray(question.ids) ? question.ids : [];
    lookups.push({ path, ids });
    const scripted = script.onLookup?.({ path, ids });
    if (scripted === 'cut') return void message.socket.destroy();
    const [, name = '', what] = path.split('/');
    const found = what === '_mget' ? streams.multiGet(name, ids) : streams.settings(name);
    const missing = { status: 404, body: { error: { type: 'index_not_found_exception', reason: name } } };
    const answer = scripted ?? (found === undefined ? missing : { status: 200, body: found });
    reply(response, answer.status, JSON.stringify(answer.body));
  };

  const server = createServer(async (message, response) => {
    try {
      const body = await readBody(message);
      if (message.url?.startsWith('/_bulk')) await bulk(message, response, body);
      else answerLookup(message, response, body);
    } catch (error) {
      reply(response, 500, String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    lookups,
    streams,
    get documents() {
      const documents = new Map(streams.all);
      if (documents.size !== streams.all.length) throw new Error('a document stands twice');
      return documents;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Pair = readonly [action: { readonly index: string; readonly id: string }, source: string];

const HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };

function reply(response: ServerResponse, status: number, body: string, headers = {}): void {
  response.writeHead(status, { ...HEADERS, ...headers });
  response.end(body);
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  return (message.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

function actionOf(line: string): Pair[0] {
  const action: unknown = JSON.parse(line);
  const create = isJsonObject(action) ? action.create : undefined;
  if (!isJsonObject(create) || typeof create._id !== 'string')
    throw new Error(`not a create action: ${line}`);
  return { index: String(create._index), id: create._id };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
