import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ListenerOptions, listenTls, type TlsListener } from './tls-listener.ts';

/** A request that came to the host that nobody should follow a link to. */
export interface TrappedRequest {
  readonly method: string;
  readonly path: string;
  /** It brought an Authorization header: a token went astray. */
  readonly withToken: boolean;
}

/** The other host: it answers kindly, an empty array, and writes down who came. */
export interface Trap {
  readonly listener: TlsListener;
  readonly requests: readonly TrappedRequest[];
}

/** @param onRequest called for each request after it was written down */
export async function openTrap(
  options: Omit<ListenerOptions, 'onRequest'>,
  onRequest: (request: TrappedRequest) => void,
): Promise<Trap> {
  const requests: TrappedRequest[] = [];
  const listener = await listenTls({
    ...options,
    onRequest: (request: IncomingMessage, response: ServerResponse) => {
      const trapped = {
        method: request.method ?? 'GET',
        path: (request.url ?? '/').split('?', 1).join(''),
        withToken: request.headers.authorization !== undefined,
      };
      requests.push(trapped);
      onRequest(trapped);
      request.resume();
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end('[]');
    },
  });
  return { listener, requests };
}
