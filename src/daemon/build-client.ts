import type { Client } from '@elastic/elasticsearch';
import type { ElasticsearchConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';
import type { Network } from '../lib/network.ts';
import { createElasticsearchClient, type ElasticsearchAuth } from '../output/elasticsearch/client.ts';
import { elasticsearchErrors } from '../output/elasticsearch/errors.ts';

/**
 * The Elasticsearch client of the configured output.
 * @throws CodedError ELASTICSEARCH_CLIENT_CERTIFICATE
 */
export function buildClient(config: ElasticsearchConfig, network: Network): Client {
  try {
    return createElasticsearchClient({ nodes: config.nodes, auth: authOf(config), network });
  } catch (error) {
    // Only the client certificate is read here for the first time. OpenSSL's text is told, never the PEM text.
    if (network.clientCertificate === undefined) throw error;
    throw new CodedError(elasticsearchErrors.clientCertificate, errorMessage(error));
  }
}

function authOf({ auth }: ElasticsearchConfig): ElasticsearchAuth {
  if (auth === undefined) return { kind: 'none' };
  if ('api_key' in auth) return { kind: 'api_key', apiKey: auth.api_key };
  return { kind: 'basic', username: auth.username, password: auth.password };
}
