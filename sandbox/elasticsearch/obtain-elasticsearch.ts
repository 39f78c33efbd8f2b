import { obtainFromDocker } from './from-docker.ts';
import { obtainFromMaven } from './from-maven.ts';
import { obtainFromUrl } from './from-url.ts';
import type { ObtainedElasticsearch, ObtainOptions } from './obtained-node.ts';

/**
 * A real Elasticsearch, in this order: the one that ELASTICSEARCH_URL names (and then no other), a container, a node from Maven
 * Central. Where none can be had, every reason is told. Rejects only when the signal aborts.
 */
export async function obtainElasticsearch(options: ObtainOptions): Promise<ObtainedElasticsearch> {
  const named = await obtainFromUrl(options);
  if (named !== undefined) return named;
  const reasons = ['ELASTICSEARCH_URL is not set'];
  for (const obtain of [obtainFromDocker, obtainFromMaven]) {
    const node = await obtain(options);
    if (node.kind === 'running') return node;
    reasons.push(...node.reasons);
  }
  return { kind: 'unavailable', reasons };
}
