import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';
import { daemonErrors } from './errors.ts';

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type Endpoint = () => Answer | Promise<Answer>;

export interface HttpEndpoints {
  /** Host and port that are listened on. */
  readonly address: string;
  close(): Promise<void>;
}

export function json(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(body, null, 2)}\n` };
}

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

/**
 * Serves GET requests of the given paths.
 * @throws CodedError HTTP_CANNOT_LISTEN
 */
export async function serveEndpoints(
  { host, port }: ListenAddress,
  endpoints: Readonly<Record<string, Endpoint>>,
): Promise<HttpEndpoints> {
  const server = createServer((request, response) => {
    void respond(endpoints, request.method ?? '', request.url ?? '', response);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Also of a connection that could not be taken later, such as for want of file descriptors: that stops no daemon.
  server.on('error', reject);
  server.listen(port, host, resolve);
  await promise.catch((cause: unknown) => {
    throw new CodedError(daemonErrors.cannotListen, `${host}:${port}`, { cause });
  });
  // The endpoints never keep a stopping daemon alive.
  server.unref();
  return {
    address: formatAddress(server.address()),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  endpoints: Readonly<Record<string, Endpoint>>,
  method: string,
  url: string,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(endpoints, method, url.split('?')[0] ?? '');
  response.writeHead(answer.status, { 'content-type': answer.contentType });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(
  endpoints: Readonly<Record<string, Endpoint>>,
  method: string,
  path: string,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'only GET' });
  const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
  if (endpoint === undefined) return json(404, { error: 'not found', paths: Object.keys(endpoints) });
  try {
    return await endpoint();
  } catch (error) {
    return json(500, { error: errorMessage(error) });
  }
}

function formatAddress(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}
