import type { TestElasticsearch } from './elasticsearch.ts';

/** The `output` section that points a daemon at the node of this run. */
export function elasticsearchOutput(node: TestElasticsearch, more: object = {}): object {
  return { elasticsearch: { nodes: [node.url], ...authSection(node), ...more } };
}

function authSection({ apiKey, username, password }: TestElasticsearch): object {
  if (apiKey !== undefined) return { auth: { api_key: apiKey } };
  return username === undefined ? {} : { auth: { username, password } };
}
