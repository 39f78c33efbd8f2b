import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Random } from '../../sandbox/microsoft/random.ts';
import { isJsonObject, tryParseJson } from '../../src/lib/json-object.ts';

/**
 * What the gate does to a request. refuse: ends the connection before the request is read. drop_answer: hands it over, and
 * ends the connection in the place of the answer, so that nobody knows what became of it. cut_answer: the same within the
 * answer. busy_items: hands it over, and says of every other document that it was refused as too much. slow: answers late.
 * busy, unavailable, html, unauthorized, forbidden: answers itself, and hands nothing over.
 */
export type GateFault =
  | 'refuse'
  | 'drop_answer'
  | 'cut_answer'
  | 'busy_items'
  | 'slow'
  | 'busy'
  | 'unavailable'
  | 'html'
  | 'unauthorized'
  | 'forbidden';

/** What is done, to which share of the requests, and to how many of them at most. */
export interface GateSetting {
  readonly kind: GateFault;
  readonly rate: number;
  readonly times?: number;
  /** Only requests with this method. */
  readonly method?: string;
}

/** Those that a walk draws from: what a cluster does to requests that it has let in before. */
export const gateFaults = [
  'refuse',
  'drop_answer',
  'cut_answer',
  'busy_items',
  'slow',
  'busy',
  'unavailable',
  'html',
] as const satisfies readonly GateFault[];

const slowMs = 700;

const ownAnswers = {
  busy: {
    status: 429,
    type: 'application/json',
    body: '{"error":{"type":"es_rejected_execution_exception"}}',
  },
  unavailable: { status: 503, type: 'application/json', body: '{"error":{"type":"unavailable"}}' },
  html: { status: 502, type: 'text/html', body: '<html><body>Bad gateway</body></html>' },
  unauthorized: { status: 401, type: 'application/json', body: '{"error":{"type":"security_exception"}}' },
  forbidden: { status: 403, type: 'application/json', body: '{"error":{"type":"security_exception"}}' },
} as const;

function isOwnAnswer(kind: GateFault): kind is keyof typeof ownAnswers {
  return Object.hasOwn(ownAnswers, kind);
}

/** Stands between the daemon and Elasticsearch, on loopback, and does to its requests what a bad day does. */
export class ElasticsearchGate {
  readonly #server: Server;
  readonly #target: string;
  readonly #random: Random;
  #fault: GateSetting | undefined;
  #struck = 0;

  private constructor(target: string, random: Random) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async open(target: string, random: Random): Promise<ElasticsearchGate> {
    const gate = new ElasticsearchGate(target, random);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new TypeError('the gate has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** From now on this share of the requests meets the fault; undefined: none does. */
  set(fault: GateSetting | undefined): void {
    this.#fault = fault;
    this.#struck = 0;
  }

  /** How many requests the present fault has struck. */
  get struck(): number {
    return this.#struck;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const kind = this.#draw(request.method);
    if (kind === 'refuse') {
      request.destroy();
      return;
    }
    if (kind !== undefined && isOwnAnswer(kind)) {
      const { status, type, body } = ownAnswers[kind];
      request.resume();
      response.writeHead(status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' }).end(body);
      return;
    }
    if (kind === 'slow') await sleep(slowMs);
    this.#handOver(request, response, kind);
  }

  #draw(asked: string | undefined): GateFault | undefined {
    const { kind, rate = 0, times = Number.POSITIVE_INFINITY, method = asked } = this.#fault ?? {};
    if (method !== asked) return undefined;
    if (kind === undefined || this.#struck >= times || !this.#random.chance(rate)) return undefined;
    this.#struck += 1;
    return kind;
  }

  #handOver(request: IncomingMessage, response: ServerResponse, fault: GateFault | undefined): void {
    const { method, headers, url = '/' } = request;
    const onward = send(new URL(url, this.#target), { method, headers }, (answer) => {
      if (fault === 'drop_answer') {
        answer.resume().once('end', () => response.destroy());
      } else if (fault === 'cut_answer' || fault === 'busy_items') {
        void spoil(answer, response, fault);
      } else {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  }
}

async function spoil(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: 'cut_answer' | 'busy_items',
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  const { 'transfer-encoding': _, 'content-encoding': encoding, ...headers } = answer.headers;
  const plain = encoding === 'gzip' ? gunzipSync(body) : body;
  const spoiled = fault === 'busy_items' ? Buffer.from(withBusyItems(plain.toString())) : plain;
  response.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': spoiled.length });
  if (fault === 'busy_items') response.end(spoiled);
  else response.write(spoiled.subarray(0, spoiled.length / 2), () => response.destroy());
}

const busyItem = {
  create: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'busy' } },
};

/** Of an answer to a bulk request; any other stays as it is. */
function withBusyItems(text: string): string {
  const answer: unknown = tryParseJson(text);
  if (!isJsonObject(answer) || !Array.isArray(answer.items)) return text;
  const items = answer.items.map((item: unknown, index) => (index % 2 === 0 ? item : busyItem));
  return JSON.stringify({ ...answer, items });
}
