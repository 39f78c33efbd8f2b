import { isJsonObject } from '../../src/lib/json-object.ts';
import { type GetOptions, getJson } from './get-json.ts';

export interface NodeDescription {
  readonly version: string | undefined;
  readonly fullDistribution: boolean;
}

/**
 * Asks a node what it is. A reduced distribution refuses GET / and tells its version among the nodes only.
 * @throws Error with a short text when nothing answers, or when it wants other credentials
 */
export async function describeNode(url: string, options: GetOptions): Promise<NodeDescription> {
  const root = await getJson(new URL('/', url), options);
  if (root.status === 401) throw new Error('it does not accept the credentials');
  const version =
    isJsonObject(root.body) && isJsonObject(root.body.version) ? root.body.version.number : undefined;
  if (typeof version === 'string') return { version, fullDistribution: true };
  const nodes = await getJson(new URL('/_nodes/_local/http', url), options);
  if (!isJsonObject(nodes.body))
    throw new Error(`it answers HTTP ${root.status}, but not as Elasticsearch does`);
  const [node] = isJsonObject(nodes.body.nodes) ? Object.values(nodes.body.nodes) : [];
  const nodeVersion = isJsonObject(node) && typeof node.version === 'string' ? node.version : undefined;
  return { version: nodeVersion, fullDistribution: false };
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
