import type http from 'node:http';
import type https from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import type { ProxyServer } from './proxy-rules.ts';

type Made = (error: Error | null, socket: Duplex) => void;

/** No tunnel: the proxy cannot be reached, or refuses. Its text names the proxy and holds no credential. */
class TunnelError extends Error {
  override readonly name = 'TunnelError';
  readonly code = 'EPROXY';

  constructor({ url }: ProxyServer, { message }: Error) {
    const status = /^Bad response: (\d+)$/.exec(message)?.[1];
    const refused = status === '407' ? 'HTTP 407, it wants other credentials' : `HTTP ${status}`;
    const why = status === undefined ? message : `it refuses the tunnel with ${refused}`;
    super(`the proxy ${new URL(url).host}: ${why}`);
  }
}

interface TunnelOptions extends https.AgentOptions {
  /** The certificates to trust where the proxy itself speaks TLS; undefined for Node's own. */
  readonly proxyCertificates: readonly string[] | undefined;
}

function optionsFor(server: ProxyServer, { proxyCertificates, ...options }: TunnelOptions) {
  const proxy = new URL(server.url);
  proxy.username = encodeURIComponent(server.credentials?.username ?? '');
  proxy.password = encodeURIComponent(server.credentials?.password ?? '');
  const proxyRequestOptions = proxyCertificates === undefined ? {} : { ca: [...proxyCertificates] };
  return { ...options, proxy, proxyRequestOptions };
}

/** hpagent hands an error of the tunnel to the callback; what goes wrong later comes from the socket. */
function explained(server: ProxyServer, made: Made | undefined): Made {
  return (error, socket) => made?.(error === null ? null : new TunnelError(server, error), socket);
}

/** Connections to http servers through a tunnel. */
export class HttpTunnelAgent extends HttpProxyAgent {
  readonly #server: ProxyServer;

  constructor(server: ProxyServer, options: TunnelOptions) {
    super(optionsFor(server, options));
    this.#server = server;
  }

  override createConnection(options: http.ClientRequestArgs, made?: Made): Duplex | null | undefined {
    return super.createConnection(options, explained(this.#server, made));
  }
}

/** Connections to https servers through a tunnel. */
export class HttpsTunnelAgent extends HttpsProxyAgent {
  readonly #server: ProxyServer;

  constructor(server: ProxyServer, options: TunnelOptions) {
    super(optionsFor(server, options));
    this.#server = server;
  }

  override createConnection(options: https.RequestOptions, made?: Made): Duplex | null | undefined {
    return super.createConnection(options, explained(this.#server, made));
  }
}
