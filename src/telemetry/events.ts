import type { DeadLetterSpace } from '../model/dead-letter.ts';
import type { BlobCounts, DriftCount, Gap, GapCause, PendingBlob } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import type { Window } from '../model/window.ts';

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
  /** One more answer said "slow down"; those to requests that were under way together lead to one pause. */
  answerThrottled(event: { readonly tenantId: string }): void;
  /** How long a credential still lives; `warn`: it came so near to its end that somebody must hear of it. */
  credentialExpires(event: {
    readonly tenantId: string;
    readonly credential: 'certificate' | 'client_secret';
    readonly leftMs: number;
    readonly warn: boolean;
  }): void;
  /** The service asked the tenant to slow down; nothing is sent for it until then. */
  tenantThrottled(event: { readonly tenantId: string; readonly waitMs: number }): void;
  /** Requests of the tenant stood waiting for its quota, or for the end of a pause. */
  requestsWaited(event: { readonly tenantId: string; readonly waitMs: number }): void;
  /** How many requests a minute the tenant allows itself from now on. */
  rateChanged(event: { readonly tenantId: string; readonly perMinute: number }): void;
  /** The machine's clock compared with the service's; positive: the machine's is ahead. */
  clockCompared(event: {
    readonly tenantId: string;
    readonly skewMs: number;
    readonly level: 'ok' | 'off' | 'far_off';
    /** The level is another one than before. */
    readonly crossed: boolean;
    /** False: too far away to be true, so that it corrects nothing. */
    readonly believed: boolean;
  }): void;
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

/** What documents get beside what the record says. */
export interface EnrichEvents {
  /** The GeoIP databases that answer from now on. */
  geoDatabasesOpened(event: {
    /** Files of which another version was in use before; none at the start. */
    readonly reloaded: readonly string[];
    /** When the oldest of all was made by its publisher, epoch milliseconds. */
    readonly oldestBuiltMs: number;
  }): void;
  /** A file has changed and cannot be used; the version of `builtMs` stays in use. */
  geoDatabaseKept(event: { readonly file: string; readonly builtMs: number; readonly error: unknown }): void;
}

/** What only writes towards Elasticsearch have to tell. */
export interface ElasticsearchEvents extends OutputEvents {
  /** Documents that were refused in full are indexed in their safe form. type: the kind of refusal. */
  documentsInSafeForm(event: { readonly documents: number; readonly type: string }): void;
  /**
   * A record stood in two backing indices of its data stream. removed: its younger copies are gone; left: they could not be
   * removed, and why.
   */
  copiesSettled(event: {
    readonly documents: number;
    readonly outcome: 'removed' | 'left';
    readonly reason: string;
  }): void;
  /** Earlier backing indices cannot be looked into: a record that comes again after a rollover would stand there twice. */
  lookupRefused(event: { readonly index: string; readonly reason: string }): void;
}

/** The way of blobs and records from the listing to the acknowledgement. */
export interface IngestEvents {
  windowListed(event: {
    readonly stream: Stream;
    readonly window: Window;
    readonly blobs: number;
    readonly newBlobs: number;
  }): void;
  /** delayMs: until the next attempt; null: left to the next poll. */
  windowFailed(event: {
    readonly stream: Stream;
    readonly window: Window;
    readonly error: unknown;
    readonly delayMs: number | null;
  }): void;
  blobDelivered(event: {
    readonly blob: PendingBlob;
    readonly counts: BlobCounts;
    readonly bytes: number;
  }): void;
  blobFailed(event: { readonly blob: PendingBlob; readonly error: unknown; readonly delayMs: number }): void;
  blobLost(event: { readonly blob: PendingBlob; readonly cause: GapCause; readonly error: unknown }): void;
  /** Records of a delivered blob that a rule of the filters left out, such as `exclude.operations`. */
  recordsFiltered(event: { readonly stream: Stream; readonly rule: string; readonly count: number }): void;
  /** kinds: each distinct kind of refusal once. */
  deadLettersKept(event: {
    readonly blob: PendingBlob;
    readonly count: number;
    readonly kinds: readonly string[];
  }): void;
  gapFound(event: { readonly gap: Gap }): void;
  /** The room for dead letters is nearly taken, or is. */
  deadLettersFilling(event: DeadLetterSpace): void;
  /** Something that the mapping does not know was seen again, or for the first time ever. */
  driftSeen(event: DriftCount & { readonly first: boolean }): void;
  /** Work beside the way of the records failed, such as writing documents of gaps; it is taken up again. */
  upkeepFailed(event: { readonly error: unknown }): void;
  /** The ledger or another part of the daemon itself failed; the work is taken up again after delayMs. */
  ingestionFailed(event: {
    readonly tenantId: string;
    readonly error: unknown;
    readonly delayMs: number | null;
  }): void;
}
