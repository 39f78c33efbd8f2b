import { readFile } from 'node:fs/promises';
import { errorMessage } from '../../src/lib/error-message.ts';
import { basicAuthorization, describeNode } from './describe-node.ts';
import type { ObtainedElasticsearch, ObtainOptions } from './obtained-node.ts';

/** The node that ELASTICSEARCH_URL names; undefined where the variable is not set. */
export async function obtainFromUrl(options: ObtainOptions): Promise<ObtainedElasticsearch | undefined> {
  const {
    ELASTICSEARCH_URL: url,
    ELASTICSEARCH_API_KEY: apiKey,
    ELASTICSEARCH_USERNAME: username,
    ELASTICSEARCH_PASSWORD: password,
    ELASTICSEARCH_CA_FILE: caFile,
  } = options.environment;
  if (url === undefined || url === '') return undefined;
  try {
    const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
    const credentials = {
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
    const authorization = authorizationOf(credentials);
    const node = await describeNode(url, { authorization, ca, timeoutMs: 10_000, signal: options.signal });
    return {
      kind: 'running',
      how: 'url',
      url,
      ...credentials,
      ...(ca === undefined ? {} : { ca }),
      ...node,
      stop: async () => undefined,
    };
  } catch (error) {
    options.signal.throwIfAborted();
    return { kind: 'unavailable', reasons: [`ELASTICSEARCH_URL is set, but: ${errorMessage(error)}`] };
  }
}

function authorizationOf(credentials: {
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
}): string | undefined {
  const { apiKey, username, password } = credentials;
  if (apiKey !== undefined) return `ApiKey ${apiKey}`;
  return username === undefined ? undefined : basicAuthorization(username, password ?? '');
}
