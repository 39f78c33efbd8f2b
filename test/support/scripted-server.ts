import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { onTestFinished } from 'vitest';
import { localhostCertificate } from './localhost-certificate.ts';

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request; whatever it does not end stays open. */
export type Script = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

export interface ScriptedServer {
  /** Origin, such as https://127.0.0.1:41234. */
  readonly origin: string;
  /** The certificate to trust. */
  readonly certificate: string;
  readonly requests: readonly ReceivedRequest[];
  /** Replaces the script. */
  answer(script: Script): void;
}

const made = localhostCertificate();

/** A TLS server on loopback that does what the test tells it, until the running test ends. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const { certificate, privateKey } = await made;
  const requests: ReceivedRequest[] = [];
  let current = script;
  const server = createServer({ cert: certificate, key: privateKey }, async (incoming, response) => {
    const request = await receive(incoming);
    requests.push(request);
    await current(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const answer = (next: Script): void => {
    current = next;
  };
  return { origin: `https://127.0.0.1:${address.port}`, certificate, requests, answer };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const target = incoming.url ?? '';
  return {
    method: incoming.method ?? '',
    target,
    url: new URL(target, 'https://127.0.0.1'),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Answers with JSON, or with text as it is. */
export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}
