import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface JsonAnswer {
  readonly status: number;
  /** Undefined where the body is not JSON. */
  readonly body: unknown;
}

export interface GetOptions {
  /** Value of the Authorization header. */
  readonly authorization?: string | undefined;
  /** PEM text that is trusted instead of the system's. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A plain GET; the product's own client is not used here, so that the sandbox does not depend on what it is to test. */
export function getJson(url: URL, options: GetOptions): Promise<JsonAnswer> {
  const { authorization, ca, timeoutMs, signal } = options;
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      headers: authorization === undefined ? {} : { authorization },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...(ca === undefined ? {} : { ca }),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
      });
    });
    outgoing.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
