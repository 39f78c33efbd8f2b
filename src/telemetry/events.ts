import type { Stream } from '../model/stream.ts';

/** What the parts tell about themselves. One call = one log line and its counter, so the two cannot disagree. */

/** Requests towards Entra and the Management API. */
export interface SourceEvents {
  requestFinished(event: {
    readonly tenantId: string;
    readonly operation: 'token' | 'subscriptions' | 'list' | 'fetch';
    /** `ok`, or the stable code of the failure. */
    readonly outcome: string;
    readonly durationMs: number;
  }): void;
  /** The service asked the tenant to slow down; nothing is sent for it until then. */
  tenantThrottled(event: { readonly tenantId: string; readonly waitMs: number }): void;
  subscriptionStarted(event: { readonly stream: Stream }): void;
  /** A start request was due but may not be repeated yet (15-minute rule). */
  subscriptionStartDeferred(event: { readonly stream: Stream; readonly waitMs: number }): void;
}

/** Writes towards Elasticsearch or files. */
export interface OutputEvents {
  batchWritten(event: {
    readonly documents: number;
    readonly bytes: number;
    readonly durationMs: number;
  }): void;
  /** Some or all documents of a batch will be sent again. */
  batchRetried(event: {
    readonly documents: number;
    readonly reason: string;
    readonly attempt: number;
    readonly delayMs: number;
  }): void;
}
