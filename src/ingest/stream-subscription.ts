import type { Clock } from '../lib/clock.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import type { Stream } from '../model/stream.ts';
import { SourceError } from '../source/source-error.ts';
import type { IngestEvents } from '../telemetry/events.ts';

export interface SubscriptionParts {
  readonly source: Source;
  readonly ledger: Ledger;
  readonly events: IngestEvents;
  readonly clock: Clock;
}

/** How long a subscription is taken to be on without another look: an administrator can switch it off at any time. */
const lookAgainMs = 3_600_000;
/** The same after a look that failed. */
const lookSoonMs = 5 * 60_000;

/** Keeps one stream's subscription on, and tells the times when it was off. */
export class StreamSubscription {
  readonly #stream: Stream;
  readonly #parts: SubscriptionParts;
  #heard = false;
  #enabled = false;
  /** When it was last seen to be on; null: not in this process. */
  #seenOnMs: number | null = null;
  /** When it was looked at last, and how long that is good for. */
  #look = { atMs: Number.NEGATIVE_INFINITY, forMs: lookAgainMs };

  constructor(stream: Stream, parts: SubscriptionParts) {
    this.#stream = stream;
    this.#parts = parts;
  }

  /** The service has answered at least once, so its time is known. */
  get heard(): boolean {
    return this.#heard;
  }

  /** The service refused a listing because there is no subscription: it was on until then. */
  wasRefused(): void {
    this.#enabled = false;
    this.#seenOnMs = null;
  }

  /** Makes sure that the subscription is on. Rejects as the source does. */
  async ensure(signal: AbortSignal): Promise<void> {
    const sinceMs = this.#parts.clock() - this.#look.atMs;
    if (this.#enabled && sinceMs >= 0 && sinceMs < this.#look.forMs) return;
    try {
      await this.#lookNow(signal);
      this.#look = { atMs: this.#parts.clock(), forMs: lookAgainMs };
    } catch (error) {
      // It was on, and a fault that passes says nothing else: listing goes on, and is refused where it is off.
      const passes = error instanceof SourceError && error.kind === 'retry';
      if (!this.#enabled || !passes) throw error;
      this.#look = { atMs: this.#parts.clock(), forMs: lookSoonMs };
    }
  }

  async #lookNow(signal: AbortSignal): Promise<void> {
    const { source, clock } = this.#parts;
    const state = await source.subscribe(this.#stream, signal);
    this.#heard = true;
    // A start that may not be repeated yet is no reason not to list: the subscription may be on its way.
    this.#enabled = state !== 'start_deferred';
    if (state === 'started') this.#tellGap();
    if (this.#enabled) this.#seenOnMs = clock();
  }

  /** What became available while the subscription was off cannot be had (Management Activity API reference). */
  #tellGap(): void {
    const { ledger, events, clock } = this.#parts;
    const endMs = Math.ceil(clock() / 1000) * 1000;
    const listedToMs = ledger
      .progress(this.#stream)
      .spans.reduce<number | null>((last, span) => Math.max(last ?? 0, Math.min(span.endMs, endMs)), null);
    if (listedToMs === null) return;
    // Listings that found nothing are no sign that it was on: only having seen it on is.
    const startMs = Math.min(listedToMs, this.#seenOnMs ?? listedToMs);
    if (startMs >= endMs) return;
    const gap = { stream: this.#stream, startMs, endMs, cause: 'unsubscribed', blobs: null } as const;
    if (ledger.recordGap(gap, clock())) events.gapFound({ gap });
  }
}
