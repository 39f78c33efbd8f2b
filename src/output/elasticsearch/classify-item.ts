import type { ErrorRow } from '../../lib/coded-error.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import type { Fate } from '../pending-write.ts';
import { readErrorBody } from './error-body.ts';
import { refusesDocument, rowOfErrorType } from './error-types.ts';
import { elasticsearchErrors } from './errors.ts';

/** What an item of a bulk response means: a fate, or that its document must be sent again, alone or not. */
export type ItemVerdict =
  | Fate
  | { readonly kind: 'retry'; readonly row: ErrorRow; readonly detail: string }
  | { readonly kind: 'too_large'; readonly type: string; readonly reason: string };

/**
 * Decides over one item of a bulk response to `create` actions.
 *
 * 409: the data stream has a document of this id already. 400: the document does not fit, unless the error's type says that it is
 * not about the document. 413: too large as a part of this request. 429 and 5xx: later, unless the error's type says that a pipeline
 * refuses the document. Everything else of 4xx (401, 403, 404, ...) is about the cluster or the credentials and waits for somebody
 * to act.
 *
 * @param item external input: `{create: {status, result?, error?, failure_store?}}`
 */
export function classifyItem(item: unknown): ItemVerdict {
  const result = isJsonObject(item) ? item.create : undefined;
  if (!isJsonObject(result) || typeof result.status !== 'number') {
    return { kind: 'retry', row: elasticsearchErrors.badAnswer, detail: 'an item without a status' };
  }
  const { status } = result;
  // What a drop processor of an ingest pipeline leaves out is answered like this, and is nowhere.
  if (status === 200 && result.result === 'noop') return { kind: 'dropped' };
  if (status === 200 || status === 201) return classifyCreated(result.failure_store);
  if (status === 409) return { kind: 'duplicate' };
  const error = readErrorBody(result.error);
  const row = rowOfErrorType(status, error);
  if (row !== undefined) return { kind: 'retry', row, detail: `${error.type}: ${error.reason}` };
  if (status === 413) return { kind: 'too_large', ...error };
  if (refusesDocument(status, error)) return { kind: 'rejected', ...error };
  return { kind: 'retry', row: rowOfStatus(status), detail: `${error.type}: ${error.reason}` };
}

/**
 * A data stream with a failure store answers 201 for a document that it could not index and put aside. The failure store keeps
 * such documents under other ids, so that they would multiply: for us the document is rejected, and its record is kept here.
 */
function classifyCreated(failureStore: unknown): ItemVerdict {
  if (failureStore !== 'used') return { kind: 'indexed' };
  return {
    kind: 'rejected',
    type: 'failure_store',
    reason: 'Elasticsearch put the document into the failure store of the data stream',
  };
}

function rowOfStatus(status: number): ErrorRow {
  if (status === 403) return elasticsearchErrors.forbidden;
  if (status === 404) return elasticsearchErrors.indexMissing;
  if (status === 429) return elasticsearchErrors.throttled;
  return status >= 500 ? elasticsearchErrors.unavailable : elasticsearchErrors.badRequest;
}
