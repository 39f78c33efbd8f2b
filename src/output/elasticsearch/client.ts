import { Client, type ClientOptions, ClusterConnectionPool, HttpConnection } from '@elastic/elasticsearch';
import { createAgents } from '../../lib/connection-agents.ts';
import type { Network } from '../../lib/network.ts';
import { noProxy, proxyChooser } from '../../lib/proxy-rules.ts';
import { tlsSettings } from '../../lib/tls-settings.ts';

export type ElasticsearchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'api_key'; readonly apiKey: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string };

export interface ElasticsearchClientOptions {
  /** URLs of the nodes. Credentials inside a URL are used where `auth` is none, and never shown. */
  readonly nodes: readonly string[];
  readonly auth: ElasticsearchAuth;
  /** Absent: nodes are reached directly and by Node's own trust. */
  readonly network?: Network;
  /**
   * How long a node may be silent, milliseconds. Default 90 s: a bulk request waits up to 60 s for a shard before it answers
   * (parameter `timeout`, Elasticsearch bulk API reference).
   */
  readonly requestTimeoutMs?: number;
  /** gzip for bodies. Default true. */
  readonly compression?: boolean;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 90_000;
/** Connections per node; the writer limits what is in flight. */
const MOST_SOCKETS = 256;

/**
 * A client that does not retry by itself, since one layer must own retrying: the bulk writer. `askCluster` has it try the other nodes.
 * It speaks plain JSON instead of the versioned media type, so that clusters of version 8 understand it too.
 * Set no timeout on a single request: the transport would dispatch `abort` on the signal it was handed, which others may watch.
 */
export function createElasticsearchClient(options: ElasticsearchClientOptions): Client {
  const nodes = options.nodes.map((node) => new URL(node));
  const auth = options.auth.kind === 'none' ? authOfUrls(nodes) : options.auth;
  const requestTimeout = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  const clientOptions: ClientOptions = {
    nodes: nodes.map(withoutCredentials),
    maxRetries: 0,
    // The client's default asks its nodes in turn, whatever selector it is given, and hardly less often when they are down.
    ConnectionPool: ClusterConnectionPool,
    resurrectStrategy: 'optimistic',
    nodeSelector: anyOf,
    requestTimeout,
    ...connections(nodes, options.network ?? {}, requestTimeout),
    compression: options.compression ?? true,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    // The other kind of redaction copies the request's body byte by byte into the error.
    redaction: { type: 'remove' },
  };
  if (auth.kind === 'api_key') clientOptions.auth = { apiKey: auth.apiKey };
  if (auth.kind === 'basic') clientOptions.auth = { username: auth.username, password: auth.password };
  return new Client(clientOptions);
}

/** undici's connections, the client's default, take no proxy: where one is in the way, Node's own HTTP does the work. */
function connections(
  nodes: readonly URL[],
  network: Network,
  timeoutMs: number,
): Pick<ClientOptions, 'tls' | 'agent' | 'Connection'> {
  const chooseProxy = proxyChooser(network.proxies ?? noProxy);
  if (nodes.every((node) => chooseProxy(node) === null)) return { tls: tlsSettings(network) };
  const agentFor = createAgents(network, { maxSockets: MOST_SOCKETS, timeoutMs });
  return {
    Connection: HttpConnection,
    agent: ({ url }) => agentFor(url)[url.protocol === 'https:' ? 'https' : 'http'],
  };
}

/**
 * Any of the nodes that are not known to be down. Taken in turn, an attempt that takes two requests would meet the same one of two
 * nodes each time: for ever, where that one answers and is ill.
 */
const anyOf: NonNullable<ClientOptions['nodeSelector']> = (nodes) => {
  const node = nodes[Math.floor(Math.random() * nodes.length)];
  if (node === undefined) throw new Error('there is no node');
  return node;
};

function authOfUrls(nodes: readonly URL[]): ElasticsearchAuth {
  const node = nodes.find(({ username }) => username !== '');
  if (node === undefined) return { kind: 'none' };
  return {
    kind: 'basic',
    username: decodeURIComponent(node.username),
    password: decodeURIComponent(node.password),
  };
}

function withoutCredentials(node: URL): string {
  const bare = new URL(node);
  bare.username = '';
  bare.password = '';
  return bare.href;
}
