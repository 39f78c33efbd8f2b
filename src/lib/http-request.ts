import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { createSecureContext } from 'node:tls';
import got, { ReadError, type Request, RequestError } from 'got';
import { ByteBlocks } from './byte-blocks.ts';
import { NetworkFailure, networkFailureReason } from './network-failure.ts';
import { ReceivedBody } from './received-body.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /**
   * For bodies that may be large: told how many bytes were received or announced so far, and may throw to cancel the
   * request, which then rejects with that. A large body stays compressed; what is wrong with its compression shows when
   * it is read.
   */
  readonly onReceived?: ((bytes: number) => void) | undefined;
}

/** A whole answer of any status; the body is decompressed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ReceivedAnswer extends HttpAnswer {
  /** The same body as it was received. */
  readonly received: ReceivedBody;
}

/** Sends one request once: no retry, no redirect. Rejects with a NetworkFailure, or with the signal's reason. */
export type SendRequest = (request: HttpRequest) => Promise<ReceivedAnswer>;

export interface HttpClientOptions {
  /** Longest silence in any phase of a request; the whole request may take ten times as long. */
  readonly timeoutMs: number;
  /** Connections per host; they are kept alive. */
  readonly maxSockets: number;
  /** The certificates to trust, PEM; undefined for Node's own. */
  readonly trustedCertificates: readonly string[] | undefined;
}

/** Up to here a body is decompressed at once. */
const smallBodyBytes = 2 * 1024 * 1024;
/** V8 holds no text that is longer. */
const largestBodyBytes = 512 * 1024 * 1024;

export function createHttpClient(options: HttpClientOptions): SendRequest {
  const { timeoutMs, maxSockets, trustedCertificates: ca } = options;
  // Made once: given as `ca`, the certificates would be parsed for each connection and be part of each pool key.
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...ca] }) };
  const client = got.extend({
    agent: {
      http: new http.Agent({ keepAlive: true, maxSockets }),
      https: new https.Agent({ keepAlive: true, maxSockets, ...trust }),
    },
    isStream: true,
    decompress: false,
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { ...phases(timeoutMs), request: 10 * timeoutMs },
    headers: { 'user-agent': 'm365-audit', accept: 'application/json', 'accept-encoding': 'gzip' },
  });
  return async ({ method, url, headers, body = '', signal, onReceived }) => {
    signal.throwIfAborted();
    const payload = method === 'POST' ? { body } : {};
    const request = client.stream(url, { method, headers: { ...headers }, signal, ...payload });
    try {
      return await receive(request, onReceived);
    } catch (error) {
      throw signal.aborted ? signal.reason : withoutRequest(error);
    }
  };
}

async function receive(request: Request, onReceived: HttpRequest['onReceived']): Promise<ReceivedAnswer> {
  let blocks: ByteBlocks | undefined;
  for await (const chunk of request) {
    const announced = announcedBytes(request);
    blocks ??= new ByteBlocks(announced);
    blocks.add(chunk);
    onReceived?.(Math.max(blocks.length, announced));
  }
  const { response } = request;
  if (response === undefined) throw new NetworkFailure('cut', 'the request ended without an answer');
  const { statusCode: status, headers } = response;
  const received = new ReceivedBody(blocks?.end() ?? [], headers['content-encoding']);
  decompress(received, onReceived === undefined ? largestBodyBytes : smallBodyBytes);
  return {
    status,
    headers,
    received,
    get body() {
      return received.whole(largestBodyBytes) ?? Buffer.alloc(0);
    },
  };
}

function decompress(received: ReceivedBody, limitBytes: number): void {
  try {
    received.whole(limitBytes);
  } catch (error) {
    throw new NetworkFailure(
      'cut',
      error instanceof Error ? error.message : 'the compressed body is damaged',
    );
  }
}

function announcedBytes({ response }: Request): number {
  const announced = Number(response?.headers['content-length']);
  return Number.isSafeInteger(announced) ? announced : 0;
}

function phases(ms: number) {
  return { lookup: ms, connect: ms, secureConnect: ms, socket: ms, send: ms, response: ms };
}

/** got's errors carry the request's headers and so the token: only their code and text leave this file. */
function withoutRequest(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const reason = networkFailureReason(error.code, error instanceof ReadError);
  return new NetworkFailure(reason, `${error.code}: ${error.message}`);
}
