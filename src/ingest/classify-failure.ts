import type { DeadLetter, GapCause, PendingBlob } from '../model/ledger.ts';
import { SourceError } from '../source/source-error.ts';
import { apiRetentionMs } from './plan-windows.ts';
import { BlobBodyError } from './split-blob.ts';

/** What to do about a blob that could not be delivered this time. */
export type DeliveryFailure =
  /** It may work later. `refused`: the API called it final; `hopeless`: not in this pass, an operator must act first. */
  | { readonly action: 'retry'; readonly refused: boolean; readonly hopeless: boolean }
  /** It counts as lost until it is listed again; `body`: what the API gave instead of records, to be kept. */
  | { readonly action: 'lose'; readonly cause: GapCause; readonly body: DeadLetter | null }
  /** Not the blob's fault: the output or the ledger failed. The blob stays as it is and the tenant pauses. */
  | { readonly action: 'pause' };

/**
 * A refusal that the API calls final is believed only when it was repeated, with nothing else in between: the same
 * answer can come from a service that is about to recover.
 */
const believedAfter = 3;
/** How long past its retention a blob is still asked for, in case our clocks or its contentExpiration are off. */
const slackMs = 24 * 3_600_000;

export function classifyFailure(error: unknown, blob: PendingBlob, nowMs: number): DeliveryFailure {
  if (!(error instanceof SourceError || error instanceof BlobBodyError)) return { action: 'pause' };
  const kind = error instanceof SourceError ? error.kind : 'retry';
  const refused = kind === 'permanent';
  if (refused && blob.refusals + 1 >= believedAfter) {
    return { action: 'lose', cause: nowMs > blob.expiresMs ? 'expired' : 'missing', body: null };
  }
  const goneMs = Math.max(blob.expiresMs, blob.createdMs + apiRetentionMs);
  if (nowMs > goneMs + slackMs) {
    const body = keptBody(error);
    return { action: 'lose', cause: body === null ? 'expired' : 'unreadable', body };
  }
  return { action: 'retry', refused, hopeless: kind === 'fatal' };
}

/** A body that never became records is one dead letter: nothing of it is thrown away. */
function keptBody(error: SourceError | BlobBodyError): DeadLetter | null {
  if (!(error instanceof BlobBodyError) || error.body === null) return null;
  return { recordId: null, kind: error.code, reason: error.message, record: error.body };
}
