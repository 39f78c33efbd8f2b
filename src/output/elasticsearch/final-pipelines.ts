import type { Client } from '@elastic/elasticsearch';
import { isJsonObject } from '../../lib/json-object.ts';
import { askCluster } from './ask-cluster.ts';
import { objectAt } from './template-files.ts';

/**
 * The final pipelines of a data stream's backing indices, sorted. A bulk request names its pipeline and so keeps a default pipeline
 * from running, but nothing keeps a final one from it. Elastic's package brings one that only adds event.ingested and
 * event.agent_id_status. Empty where the cluster does not tell.
 */
export async function finalPipelines(
  client: Client,
  dataStream: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `/${encodeURIComponent(dataStream)}/_settings/index.final_pipeline`;
  const { status, body } = await askCluster(client, { method: 'GET', path }, signal);
  const indices = status < 400 && isJsonObject(body) ? Object.values(body).filter(isJsonObject) : [];
  const named = indices.map((index) => objectAt(objectAt(index, 'settings'), 'index').final_pipeline);
  return [...new Set(named.filter((name) => typeof name === 'string' && name !== '_none'))]
    .map(String)
    .toSorted();
}
