import type { ContentBlob } from './blob.ts';
import type { BlobBody } from './blob-body.ts';
import type { Stream, SubscriptionState } from './stream.ts';
import type { Window } from './window.ts';

/**
 * What a failure means for the work that met it; decided where the cause is known.
 * retry: may work later. resubscribe: the subscription is missing or disabled. clock: the service refuses the window's times.
 * permanent: never works for this input. fatal: an operator must act; nothing of this stream works until then.
 */
export type FailureKind = 'retry' | 'resubscribe' | 'clock' | 'permanent' | 'fatal';

/** Where records come from. Every method rejects with a SourceError, or with the signal's reason when it aborts. */
export interface Source {
  /** Makes sure that the stream's subscription is enabled; idempotent and cheap when it is. */
  subscribe(stream: Stream, signal: AbortSignal): Promise<SubscriptionState>;
  /** Pages of the content list of one window, in the service's order, to the last page. */
  list(stream: Stream, window: Window, signal: AbortSignal): AsyncIterable<readonly ContentBlob[]>;
  /**
   * The body of one blob, to its last byte.
   * @param onReceived told how many bytes of it were received or announced so far; what it throws cancels the fetch, which then
   * rejects with that
   */
  fetch(
    stream: Stream,
    blob: ContentBlob,
    signal: AbortSignal,
    onReceived?: (bytes: number) => void,
  ): Promise<BlobBody>;
}
