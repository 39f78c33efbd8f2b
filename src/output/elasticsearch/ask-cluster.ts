import type { Client } from '@elastic/elasticsearch';
import { CodedError } from '../../lib/coded-error.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { codedFailure, describeFailure } from './client-failure.ts';
import { readErrorBody } from './error-body.ts';
import { elasticsearchErrors } from './errors.ts';

export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers that say something about what the cluster can do; everything else from 400 on is a failure. */
const TELLING_STATUSES = [400, 403, 404, 405, 410];

/**
 * One request outside of the bulk API. An unknown path is answered with 400 or 405, one that Elastic Cloud Serverless does not have
 * with 410, a missing thing with 404 and a missing privilege with 403: these come back as answers, since a reduced cluster or a
 * careful operator gives them too.
 *
 * @throws CodedError for everything else, or the signal's reason
 */
export async function askCluster(
  client: Client,
  request: ClusterRequest,
  signal: AbortSignal,
): Promise<ClusterAnswer> {
  const { method, path, query = {}, body } = request;
  try {
    const answer = await client.transport.request(
      { method, path, querystring: { ...query }, ...(body === undefined ? {} : { body: { ...body } }) },
      { signal, meta: true, ignore: TELLING_STATUSES, maxRetries: otherNodes(client) },
    );
    const found = { status: answer.statusCode ?? 0, body: answer.body };
    // The client looks for the mark of the product in successes only.
    const isMarked = answer.headers?.['x-elastic-product'] === 'Elasticsearch';
    if (!isMarked && !isOwnRefusal(found)) throw notElasticsearch(found.status);
    return found;
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw signal.aborted ? signal.reason : codedFailure(describeFailure(error), `${method} ${path}`);
  }
}

/** One that is down is no reason not to ask the others: whatever is asked here may be asked twice. */
function otherNodes({ connectionPool }: Client): number {
  return connectionPool.size - 1;
}

/** Security refuses before anything marks the answer, in the form of every error of Elasticsearch. */
function isOwnRefusal({ status, body }: ClusterAnswer): boolean {
  return isJsonObject(body) && 'error' in body && body.status === status;
}

function notElasticsearch(status: number): CodedError {
  return new CodedError(elasticsearchErrors.notElasticsearch, `HTTP ${status}`);
}

/** What an answer with an error status says, in one line. */
export function refusalOf({ status, body }: ClusterAnswer): string {
  const { type, reason } = readErrorBody(isJsonObject(body) ? body.error : body);
  if (reason.includes('unknown setting [')) return 'the cluster does not know it';
  return type === 'unknown' ? `HTTP ${status}: ${reason}` : reason;
}

/** Throws unless the answer is a success. */
export function requireSuccess(answer: ClusterAnswer, what: string): void {
  if (answer.status < 400) return;
  const row = answer.status === 403 ? elasticsearchErrors.forbidden : elasticsearchErrors.templateRefused;
  throw new CodedError(row, `${what}: ${refusalOf(answer)}`);
}
