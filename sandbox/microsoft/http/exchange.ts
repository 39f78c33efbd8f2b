import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request, as the handlers see it. */
export interface Exchange {
  readonly method: string;
  /** Scheme, host and port as the client addressed us; links in answers start with it. */
  readonly base: string;
  /** Path without the query, percent-decoded. */
  readonly path: string;
  readonly query: Query;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it arrived, epoch milliseconds. */
  readonly at: number;
}

/** Query parameters; the service reads their names in any case. The first of several wins. */
export class Query {
  readonly #values = new Map<string, string>();

  constructor(params: Iterable<[string, string]>) {
    for (const [name, value] of params) {
      const key = name.toLowerCase();
      if (!this.#values.has(key)) this.#values.set(key, value);
    }
  }

  /** Undefined when absent or empty. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase()) || undefined;
  }
}

/** Bodies of requests are small: a form, or a webhook. */
const MAX_BODY_BYTES = 65_536;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError('the request body is too large');
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Reads a request to its end. Rejects when its body is too large or breaks off. */
export async function readExchange(request: IncomingMessage, at: number): Promise<Exchange> {
  const base = `https://${request.headers.host ?? 'localhost'}`;
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? 'GET',
    base,
    path: decodePath(path),
    query: new Query(new URLSearchParams(query)),
    target: request.url ?? '/',
    headers: request.headers,
    body: await readBody(request),
    at,
  };
}
