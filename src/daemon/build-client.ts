import type { Client } from '@elastic/elasticsearch';
import type { ElasticsearchConfig } from '../config/config.ts';
import { createElasticsearchClient, type ElasticsearchAuth } from '../output/elasticsearch/client.ts';

/** The Elasticsearch client of the configured output. */
export function buildClient(
  config: ElasticsearchConfig,
  trustedCertificates: readonly string[] | undefined,
): Client {
  return createElasticsearchClient({ nodes: config.nodes, auth: authOf(config), trustedCertificates });
}

function authOf({ auth }: ElasticsearchConfig): ElasticsearchAuth {
  if (auth === undefined) return { kind: 'none' };
  if ('api_key' in auth) return { kind: 'api_key', apiKey: auth.api_key };
  return { kind: 'basic', username: auth.username, password: auth.password };
}
