import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../sandbox/microsoft/random.ts';

/**
 * What the gate does to a request. refuse: ends the connection before the request is read. drop_answer: hands it over, and
 * ends the connection in the place of the answer, so that nobody knows what became of it. slow: answers late.
 * busy, unavailable, html: answers itself, and hands nothing over.
 */
export type GateFault = 'refuse' | 'drop_answer' | 'slow' | 'busy' | 'unavailable' | 'html';

export const gateFaults = [
  'refuse',
  'drop_answer',
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
} as const;

/** Stands between the daemon and Elasticsearch, on loopback, and does to its requests what a bad day does. */
export class ElasticsearchGate {
  readonly #server: Server;
  readonly #target: string;
  readonly #random: Random;
  #fault: { readonly kind: GateFault; readonly rate: number } | undefined;

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
  set(fault: { readonly kind: GateFault; readonly rate: number } | undefined): void {
    this.#fault = fault;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#fault;
    const kind = fault !== undefined && this.#random.chance(fault.rate) ? fault.kind : undefined;
    if (kind === 'refuse') {
      request.destroy();
      return;
    }
    if (kind === 'busy' || kind === 'unavailable' || kind === 'html') {
      const { status, type, body } = ownAnswers[kind];
      request.resume();
      response.writeHead(status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' }).end(body);
      return;
    }
    if (kind === 'slow') await sleep(slowMs);
    this.#handOver(request, response, kind === 'drop_answer');
  }

  #handOver(request: IncomingMessage, response: ServerResponse, dropAnswer: boolean): void {
    const { method, headers, url = '/' } = request;
    const onward = send(new URL(url, this.#target), { method, headers }, (answer) => {
      if (dropAnswer) {
        answer.resume().once('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  }
}
