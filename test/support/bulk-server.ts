import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { isJsonObject } from '../../src/lib/json-object.ts';

/** How the server treats one bulk request. Without one, and for each document without a fault, it indexes. */
export type RequestFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly error?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The connection ends before anything is indexed. */
  | { readonly kind: 'cut_before' }
  /** Everything is indexed, but the connection ends within the answer. */
  | { readonly kind: 'cut_after' }
  /** Everything is indexed, but the answer is this. */
  | { readonly kind: 'answer'; readonly body: string; readonly headers?: Record<string, string> }
  /** The answer comes when this resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

export interface ItemFault {
  readonly status: number;
  readonly error?: unknown;
  readonly failure_store?: string;
}

export interface BulkRequest {
  /** From 0. */
  readonly number: number;
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface BulkServerScript {
  onRequest?(request: BulkRequest): RequestFault | undefined;
  onItem?(id: string, request: BulkRequest): ItemFault | undefined;
}

export interface BulkServer {
  readonly url: string;
  readonly requests: readonly BulkRequest[];
  /** Documents by id, as text, in the order in which they were indexed. */
  readonly documents: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** A real socket that speaks the bulk API with `create` actions, and fails as its script says. */
export async function startBulkServer(script: BulkServerScript = {}): Promise<BulkServer> {
  const documents = new Map<string, string>();
  const requests: BulkRequest[] = [];

  const index = (id: string, source: string, request: BulkRequest): unknown => {
    const fault = script.onItem?.(id, request);
    if (fault !== undefined) return { create: fault };
    if (documents.has(id)) {
      return { create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: id } } };
    }
    documents.set(id, source);
    return { create: { status: 201 } };
  };

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(message);
    const lines = body.split('\n');
    if (lines.pop() !== '') throw new Error('a bulk body ends with a line end');
    const pairs = lines.flatMap((line, at) =>
      at % 2 === 0 ? [[idOf(line), lines[at + 1] ?? ''] as const] : [],
    );
    const request = {
      number: requests.length,
      ids: pairs.map(([id]) => id),
      bytes: body.length,
      query: new URL(message.url ?? '/', 'http://localhost').searchParams,
      headers: message.headers,
    };
    requests.push(request);
    const fault = script.onRequest?.(request);
    if (fault?.kind === 'cut_before') return void message.socket.destroy();
    if (fault?.kind === 'status') {
      return reply(
        response,
        fault.status,
        JSON.stringify({ error: fault.error, status: fault.status }),
        fault.headers,
      );
    }
    if (fault?.kind === 'hold') await fault.until;
    const items = pairs.map(([id, source]) => index(id, source, request));
    if (fault?.kind === 'answer') return reply(response, 200, fault.body, fault.headers);
    const answer = JSON.stringify({ errors: false, items });
    if (fault?.kind !== 'cut_after') return reply(response, 200, answer);
    response.writeHead(200, { ...HEADERS, 'content-length': answer.length });
    response.write(answer.slice(0, answer.length / 2), () => message.socket.destroy());
  };

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => reply(response, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    documents,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

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

function idOf(line: string): string {
  const action: unknown = JSON.parse(line);
  const create = isJsonObject(action) ? action.create : undefined;
  if (!isJsonObject(create) || typeof create._id !== 'string')
    throw new Error(`not a create action: ${line}`);
  return create._id;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
