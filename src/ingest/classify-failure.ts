import type { GapCause, PendingBlob } from '../model/ledger.ts';
import { SourceError } from '../source/source-error.ts';
import { BlobBodyError } from './split-blob.ts';

/** What to do about a blob that could not be delivered this time. */
export type DeliveryFailure =
  /** It may work later. `hopeless`: not within this pass, an operator must act first. */
  | { readonly action: 'retry'; readonly hopeless: boolean }
  | { readonly action: 'lose'; readonly cause: GapCause }
  /** The body cannot be split into records; it is kept whole. */
  | { readonly action: 'keep_body'; readonly body: string; readonly kind: string; readonly reason: string }
  /** Not the blob's fault: the output or the ledger failed. The blob stays as it is and the tenant pauses. */
  | { readonly action: 'pause' };

/**
 * A refusal that the API calls final is believed only when it was repeated: the same answer can come from a service
 * that is about to recover, and nothing brings a lost blob back.
 */
const finalAfterAttempts = 3;
/** How long past its contentExpiration a blob is still asked for, in case our clocks or the field are off. */
const expirySlackMs = 24 * 3_600_000;

/** @param attempts failed attempts, this one included */
export function classifyFailure(
  error: unknown,
  blob: PendingBlob,
  attempts: number,
  nowMs: number,
): DeliveryFailure {
  if (!(error instanceof SourceError || error instanceof BlobBodyError)) return { action: 'pause' };
  if (error instanceof BlobBodyError && error.body !== null && attempts >= finalAfterAttempts) {
    return { action: 'keep_body', body: error.body, kind: error.code, reason: error.message };
  }
  const kind = error instanceof SourceError ? error.kind : 'retry';
  if (kind === 'permanent' && attempts >= finalAfterAttempts) {
    return { action: 'lose', cause: nowMs > blob.expiresMs ? 'expired' : 'missing' };
  }
  if (nowMs > blob.expiresMs + expirySlackMs) return { action: 'lose', cause: 'expired' };
  return { action: 'retry', hopeless: kind === 'fatal' };
}
