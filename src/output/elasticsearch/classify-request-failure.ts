import type { ClientFailure } from './client-failure.ts';
import { elasticsearchErrors } from './errors.ts';

/**
 * retry: all requests wait for a while; nothing is wrong with this one. set_aside: it alone waits, the others go on.
 * split: it is sent in halves. reject: its only document is refused.
 */
export type RequestVerdict = 'retry' | 'set_aside' | 'split' | 'reject';

/** The request as a whole was refused because of one of its documents or actions, which only bisection can find. */
const refusedByContent: ReadonlySet<string> = new Set([
  'action_request_validation_exception',
  'x_content_parse_exception',
  'json_parse_exception',
]);

/** From this many cut connections in a row on, they are the batch's fault: it is tried in smaller requests, or set aside. */
const SUSPICIOUS_CUTS = 3;

/** The connection was there and ended, or stayed silent, under this request: it may be too large for something on the way. */
export function isCut({ row, status }: ClientFailure): boolean {
  const { badAnswer, timeout } = elasticsearchErrors;
  return status === undefined && (row.code === badAnswer.code || row.code === timeout.code);
}

/**
 * What becomes of a bulk request that failed as a whole. 413 means too large, and a few types of 400 mean that one document makes
 * the whole request invalid. Everything else, a wrong password among it, is about the cluster or the connection: the documents are
 * fine and wait. Nothing is rejected for a cut connection, which says too little.
 *
 * @param batch its documents, and how often in a row the connection was cut under it: a proxy or a node may close the connection
 *   instead of saying 413
 */
export function classifyRequestFailure(
  failure: ClientFailure,
  batch: { readonly documents: number; readonly cuts: number },
): RequestVerdict {
  const { status, type = '' } = failure;
  const refused = status === 413 || (status === 400 && refusedByContent.has(type));
  if (refused) return batch.documents > 1 ? 'split' : 'reject';
  if (batch.cuts < SUSPICIOUS_CUTS) return 'retry';
  return batch.documents > 1 ? 'split' : 'set_aside';
}
