import { isJsonObject } from '../../lib/json-object.ts';

/** What Elasticsearch says about an error, as far as it says anything. */
export interface ErrorBody {
  readonly type: string;
  readonly reason: string;
}

/**
 * Reads `error` of a response or of a bulk item: an object {type, reason, caused_by}, or a bare text as the REST layer writes it
 * for an unknown path. The reason of the cause is kept, since the outer one often only says that something failed.
 *
 * @param error external input of any shape
 */
export function readErrorBody(error: unknown): ErrorBody {
  if (typeof error === 'string') return { type: 'unknown', reason: error };
  if (!isJsonObject(error)) return { type: 'unknown', reason: 'no reason given' };
  const type = typeof error.type === 'string' ? error.type : 'unknown';
  const own = typeof error.reason === 'string' ? error.reason : 'no reason given';
  const cause = innermostCause(error.caused_by);
  return { type, reason: cause === undefined || own.includes(cause) ? own : `${own}: ${cause}` };
}

// An exception's chain of causes is short; the bound only keeps a made-up answer from costing anything.
const MAX_DEPTH = 10;

function innermostCause(cause: unknown): string | undefined {
  let reason: string | undefined;
  let current = cause;
  for (let depth = 0; depth < MAX_DEPTH && isJsonObject(current); depth += 1) {
    if (typeof current.reason === 'string') reason = current.reason;
    current = current.caused_by;
  }
  return reason;
}
