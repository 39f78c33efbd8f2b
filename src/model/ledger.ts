import type { ContentBlob } from './blob.ts';
import type { DeadLetterStore } from './dead-letter.ts';
import type { DriftSighting } from './drift.ts';
import type { Stream } from './stream.ts';
import type { Window } from './window.ts';

/** A span of `contentCreated` that was listed to its last page, and when that listing began. */
export interface ListedSpan extends Window {
  readonly listedMs: number;
}

/** How far a stream's listing has come. */
export interface StreamProgress {
  /** From here on each moment is accounted for: listed, still to be listed, or a gap. Null before the first plan. */
  readonly watchedFromMs: number | null;
  /** Sorted by start, disjoint. */
  readonly spans: readonly ListedSpan[];
}

/** A blob that the ledger knows and that is to be delivered; it may count as lost and be tried again. */
export interface PendingBlob extends ContentBlob {
  /** Names the blob among those of all streams: a contentId is only unique within its stream. */
  readonly key: string;
  readonly stream: Stream;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** How many of the latest attempts in a row the API called final. */
  readonly refusals: number;
}

/** What became of the records of a delivered blob; records = indexed + duplicates + filtered + deadLetters. */
export interface BlobCounts {
  readonly records: number;
  readonly indexed: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly deadLetters: number;
}

/** A record that could not be indexed, kept whole with the reason. */
export interface DeadLetter {
  readonly recordId: string | null;
  /** What kind of refusal: a stable word that may be logged and counted. */
  readonly kind: string;
  /** The refusal in full; it may quote the record, so it is kept but never logged. */
  readonly reason: string;
  /** The record as JSON text, or the raw text where it was not JSON. */
  readonly record: string;
}

/**
 * expired, missing: the API gives a listed blob no more. unreadable: it gives a body that holds no records.
 * unwatched: nobody listed a time while the API still held it. unsubscribed: the subscription was off.
 */
export type GapCause = 'expired' | 'missing' | 'unreadable' | 'unwatched' | 'unsubscribed';

/** A span of `contentCreated` of which something is known to be missing. */
export interface Gap extends Window {
  readonly stream: Stream;
  readonly cause: GapCause;
  /** Number of blobs, where known. */
  readonly blobs: number | null;
}

/** A gap was opened, changed or closed, and no document tells it yet. */
export interface GapChange {
  /** Names the change, once and for ever. */
  readonly id: number;
  /** Names the gap: all its changes have the same. */
  readonly gapId: number;
  /** The gap as it was after the change. */
  readonly gap: Gap;
  readonly state: 'open' | 'closed';
  /** When the gap was found, and when it came to be as it is now; epoch milliseconds. */
  readonly openedMs: number;
  readonly atMs: number;
}

/** How often something unknown was seen. */
export interface DriftCount extends DriftSighting {
  readonly count: number;
}

/** Counts of one stream; a blob counts once, records count as often as they were fetched. */
export interface StreamStatus {
  readonly tenant: string;
  readonly content_type: string;
  readonly listed: number;
  readonly delivered: number;
  readonly pending: number;
  readonly lost: number;
  readonly dead_letters: number;
  readonly records: number;
  readonly indexed: number;
  readonly duplicates: number;
  readonly filtered: number;
  /** Seconds since the newest moment up to which everything listed is delivered; null before the first complete listing. */
  readonly lag_seconds: number | null;
  /** Why the oldest pending blob is still pending, or why listing fails; null where nothing failed. */
  readonly last_error: string | null;
  /** Whether the configuration still names it; one that it does not has no lag. */
  readonly configured: boolean;
}

/** What one lot of forgetting came to. */
export interface Pruned {
  readonly forgotten: number;
  /** The whole ledger was looked through; the next lot is its first again. */
  readonly atEnd: boolean;
}

/** The last start request for a stream's subscription, and whether the API accepted it. */
export interface SubscriptionStart {
  readonly atMs: number;
  readonly accepted: boolean;
}

/**
 * The durable memory of what was listed, delivered, lost and rejected. Every method is synchronous, and durable on return
 * but for the progress of the listing: that is durable after the next `flush`. What a kill takes of it is only listed again.
 */
export interface Ledger extends DeadLetterStore {
  /**
   * Registers streams: nothing can be said of one before. Registered again, a stream takes its new name and namespace.
   * @param refuseOthers a ledger that knows none of these tenants, but others, belongs to another configuration
   * @throws CodedError CHECKPOINT_OTHER_TENANT
   */
  claim(streams: readonly Stream[], refuseOthers: boolean): void;
  progress(stream: Stream): StreamProgress;
  saveProgress(stream: Stream, progress: StreamProgress): void;
  /** The progress of a new plan, and its gaps. A gap that touches a known one of its cause extends it. */
  savePlan(stream: Stream, progress: StreamProgress, gaps: readonly Gap[], nowMs: number): readonly Gap[];
  /** Why the last poll could not list everything; null: it could. */
  recordListing(stream: Stream, error: string | null): void;
  /** Writes the progress of all streams that have moved since the last time, in one transaction. */
  flush(): void;
  subscriptionStart(stream: Stream): SubscriptionStart | undefined;
  saveSubscriptionStart(stream: Stream, start: SubscriptionStart): void;
  /**
   * Adds what is not known yet; returns how many blobs were new. Of a blob that is not delivered the contentUri is
   * renewed, and one that counts as lost is due again: what the API still lists is never given up.
   */
  recordListed(stream: Stream, blobs: readonly ContentBlob[], nowMs: number): number;
  /** Undelivered blobs of these streams whose next attempt is due: content of the last hour first, then the oldest. */
  dueBlobs(
    streams: readonly Stream[],
    nowMs: number,
    limit: number,
    excludeKeys: ReadonlySet<string>,
  ): readonly PendingBlob[];
  /** Makes each undelivered blob of these streams due now: a restart tries everything again at once. */
  makeAllDue(streams: readonly Stream[]): void;
  /** The earliest next attempt after `nowMs` of the undelivered blobs of these streams; null when none is to come. */
  nextAttemptMs(streams: readonly Stream[], nowMs: number): number | null;
  /**
   * In one transaction: the blob is delivered, its dead letters are kept, the gap of a lost one closes.
   * @param holdId those of its dead letters that were held beside `deadLetters`
   */
  recordDelivered(
    blob: PendingBlob,
    counts: BlobCounts,
    deadLetters: readonly DeadLetter[],
    nowMs: number,
    holdId?: number | null,
  ): void;
  /**
   * Holds dead letters of a blob that is not acknowledged yet, out of memory. They are nobody's until recordDelivered
   * takes them; a restart forgets them.
   * @param holdId those that they belong to; null: they are the first ones of an attempt
   * @returns how they are called from now on
   * @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL
   */
  holdDeadLetters(deadLetters: readonly DeadLetter[], holdId: number | null): number;
  /** Forgets what of these recordDelivered did not take. */
  dropHeldLetters(holdId: number): void;
  /** One more attempt failed; the next is due at `nextAttemptMs`. `refused`: the API called it final. */
  recordFailed(blob: PendingBlob, error: string, nextAttemptMs: number, refused: boolean): void;
  /**
   * In one transaction: the blob counts as lost, a gap says so, and its unreadable body, if there is one, is kept.
   * @returns false for one that counted as lost already: it was listed again, and tried in vain
   */
  recordLost(blob: PendingBlob, cause: GapCause, body: DeadLetter | null, nowMs: number): boolean;
  /** Records a gap; returns whether it is a new one rather than the extension of a known one. */
  recordGap(gap: Gap, nowMs: number): boolean;
  /** The oldest changes of gaps of which no document was written yet; only those behind `afterId`. */
  gapChanges(limit: number, afterId?: number): readonly GapChange[];
  /** Documents of these changes are written: they are not given again. */
  gapChangesWritten(ids: readonly number[]): void;
  /** Adds to what is known of the unknown; returns what was never seen before. */
  recordDrift(counts: readonly DriftCount[], nowMs: number): readonly DriftSighting[];
  /**
   * Forgets settled blobs that were created, settled and, where they are that old, last listed more than `rememberMs`
   * before now. Never ahead of the newest settled one: a clock that jumps forward for a while must not make known blobs
   * new. One call looks at a bounded number of blobs and goes on where the last one of this process ended.
   */
  prune(nowMs: number, rememberMs: number): Pruned;
  close(): void;
}
