import type { Client } from '@elastic/elasticsearch';
import { isJsonObject } from '../../lib/json-object.ts';
import { askCluster, refusalOf } from './ask-cluster.ts';
import { contentHash } from './plan-templates.ts';
import { objectAt } from './template-files.ts';

/** The fields that a new backing index of a data stream would get. */
export interface SimulatedFields {
  /** Hash of the project's fields; undefined where another template provides them. */
  readonly mark: unknown;
  /** Names of the templates that match too. */
  readonly overlapping: readonly string[];
  /** Why the cluster does not tell. */
  readonly refusal?: string;
}

/** Setup leaves a hash in the mapping, so that one can see in the cluster whose fields, and of which form, are in use. */
export async function simulateDataStream(
  client: Client,
  dataStream: string,
  signal: AbortSignal,
): Promise<SimulatedFields> {
  const path = `/_index_template/_simulate_index/${encodeURIComponent(dataStream)}`;
  const answer = await askCluster(client, { method: 'POST', path }, signal);
  if (answer.status >= 400) return { mark: undefined, overlapping: [], refusal: refusalOf(answer) };
  const body = isJsonObject(answer.body) ? answer.body : {};
  const others = Array.isArray(body.overlapping) ? body.overlapping.filter(isJsonObject) : [];
  return {
    mark: contentHash(objectAt(objectAt(body, 'template'), 'mappings')),
    overlapping: others.map(({ name }) => String(name)),
  };
}

/** Whether the data stream exists and its write index has other fields than a new one would get; false where we may not look. */
export async function writesOldFields(
  client: Client,
  dataStream: string,
  signal: AbortSignal,
): Promise<boolean> {
  const writeIndex = await findWriteIndex(client, dataStream, signal);
  if (writeIndex === undefined) return false;
  const { mark, refusal } = await simulateDataStream(client, dataStream, signal);
  const path = `/${encodeURIComponent(writeIndex)}/_mapping`;
  const answer = await askCluster(client, { method: 'GET', path }, signal);
  if (refusal !== undefined || answer.status >= 400 || !isJsonObject(answer.body)) return false;
  return contentHash(objectAt(objectAt(answer.body, writeIndex), 'mappings')) !== mark;
}

async function findWriteIndex(
  client: Client,
  dataStream: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `/_resolve/index/${encodeURIComponent(dataStream)}`;
  const { body } = await askCluster(client, { method: 'GET', path }, signal);
  const streams = isJsonObject(body) && Array.isArray(body.data_streams) ? body.data_streams : [];
  const [stream] = streams.filter(isJsonObject);
  const last: unknown = [stream?.backing_indices].flat().at(-1);
  return typeof last === 'string' ? last : undefined;
}
