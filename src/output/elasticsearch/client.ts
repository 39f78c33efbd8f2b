import { createSecureContext } from 'node:tls';
import { Client, type ClientOptions } from '@elastic/elasticsearch';

export type ElasticsearchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'api_key'; readonly apiKey: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string };

export interface ElasticsearchClientOptions {
  /** URLs of the nodes. Credentials inside a URL are used where `auth` is none, and never shown. */
  readonly nodes: readonly string[];
  readonly auth: ElasticsearchAuth;
  /** The certificates to trust, PEM; undefined for Node's own. */
  readonly trustedCertificates?: readonly string[] | undefined;
  /**
   * How long a node may be silent, milliseconds. Default 90 s: a bulk request waits up to 60 s for a shard before it answers
   * (parameter `timeout`, Elasticsearch bulk API reference).
   */
  readonly requestTimeoutMs?: number;
  /** gzip for bodies. Default true. */
  readonly compression?: boolean;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 90_000;

/**
 * A client that never retries, since one layer must own retrying, and that layer is the bulk writer.
 * It speaks plain JSON instead of the versioned media type, so that clusters of version 8 understand it too.
 * Set no timeout on a single request: the transport would dispatch `abort` on the signal it was handed, which others may watch.
 */
export function createElasticsearchClient(options: ElasticsearchClientOptions): Client {
  const nodes = options.nodes.map((node) => new URL(node));
  const auth = options.auth.kind === 'none' ? authOfUrls(nodes) : options.auth;
  const clientOptions: ClientOptions = {
    nodes: nodes.map(withoutCredentials),
    maxRetries: 0,
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    compression: options.compression ?? true,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    // The other kind of redaction copies the request's body byte by byte into the error.
    redaction: { type: 'remove' },
  };
  if (options.trustedCertificates !== undefined) {
    clientOptions.tls = { secureContext: createSecureContext({ ca: [...options.trustedCertificates] }) };
  }
  if (auth.kind === 'api_key') clientOptions.auth = { apiKey: auth.apiKey };
  if (auth.kind === 'basic') clientOptions.auth = { username: auth.username, password: auth.password };
  return new Client(clientOptions);
}

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
