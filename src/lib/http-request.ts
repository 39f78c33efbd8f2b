import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { createSecureContext } from 'node:tls';
import got, { ReadError, RequestError } from 'got';
import { NetworkFailure, networkFailureReason } from './network-failure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** A whole answer of any status; the body is decompressed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request once: no retry, no redirect. Rejects with a NetworkFailure, or with the signal's reason. */
export type SendRequest = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpClientOptions {
  /** Longest silence in any phase of a request; the whole request may take ten times as long. */
  readonly timeoutMs: number;
  /** Connections per host; they are kept alive. */
  readonly maxSockets: number;
  /** The certificates to trust, PEM; undefined for Node's own. */
  readonly trustedCertificates: readonly string[] | undefined;
}

export function createHttpClient(options: HttpClientOptions): SendRequest {
  const { timeoutMs, maxSockets, trustedCertificates: ca } = options;
  // Made once: given as `ca`, the certificates would be parsed for each connection and be part of each pool key.
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...ca] }) };
  const client = got.extend({
    agent: {
      http: new http.Agent({ keepAlive: true, maxSockets }),
      https: new https.Agent({ keepAlive: true, maxSockets, ...trust }),
    },
    responseType: 'buffer',
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { ...phases(timeoutMs), request: 10 * timeoutMs },
    headers: { 'user-agent': 'm365-audit', accept: 'application/json' },
  });
  return async ({ method, url, headers, body, signal }) => {
    signal.throwIfAborted();
    try {
      const payload = body === undefined ? {} : { body };
      const answer = await client(url, { method, headers: { ...headers }, signal, ...payload });
      const bytes = answer.body;
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      };
    } catch (error) {
      throw signal.aborted ? signal.reason : withoutRequest(error);
    }
  };
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
