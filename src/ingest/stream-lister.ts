import type { Sleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import { errorMessage } from '../lib/error-message.ts';
import { type RetryDelayOptions, retryDelayMs } from '../lib/retry-delay.ts';
import { spread } from '../lib/spread.ts';
import type { ContentBlob } from '../model/blob.ts';
import type { Stream } from '../model/stream.ts';
import type { Window } from '../model/window.ts';
import { SourceError } from '../source/source-error.ts';
import { markListed, unlisted } from './coverage.ts';
import { aheadWindow, apiRetentionMs, freshWindow, maxLookbackMs, planWindows } from './plan-windows.ts';
import { StreamSubscription, type SubscriptionParts } from './stream-subscription.ts';

export interface ListerOptions extends SubscriptionParts {
  /** The machine's own clock, where it is another one than the service's. */
  readonly localClock?: Clock | undefined;
  readonly sleep: Sleep;
  readonly intervalMs: number;
  readonly lookbackMs: number;
  readonly windowMs: number;
  readonly retry: RetryDelayOptions;
  /** Attempts at one window before it is left to the next poll. */
  readonly attempts: number;
  /** Called after each page with blobs, when the ledger has them; so many of them it did not have before. */
  readonly onListed: (blobs: readonly ContentBlob[], newBlobs: number) => void;
}

/** The least distance from the API's 7-day edge at which a request is still sent: it may take some time to get there. */
const edgeSlackMs = 3_000;
/** A window that has lost more than this to the edge since it was planned was reached too late. */
const tooLateMs = 60_000;
/** A window that the service refuses for its times is halved down to this, and near the edge of the 7 days further. */
const leastWindowMs = 10 * 60_000;
const leastEdgeWindowMs = 30_000;
/** How often a list in pages is read until a reading brings nothing new. */
const mostReadings = 3;

/** How listing a window ended; fatal: nothing else of the stream would work either, and often an operator must act. */
type ListingResult = 'listed' | 'failed' | 'fatal';

/** What one reading of a window's pages came to. */
interface Reading {
  readonly pages: number;
  readonly blobs: number;
  readonly newBlobs: number;
}

/** Lists one stream's content into the ledger, a plan at a time. */
export class StreamLister {
  readonly #stream: Stream;
  readonly #options: ListerOptions;
  readonly #subscription: StreamSubscription;
  /** As in PlanInput. */
  readonly #turn: number;
  /** When the newest hour was listed last; null while it is being listed, or has no turn of its own. */
  #freshListedMs: number | null = null;
  /** Why a window of this poll was not listed. */
  #failure: string | null = null;

  constructor(stream: Stream, options: ListerOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#subscription = new StreamSubscription(stream, options);
    this.#turn = spread(`${stream.tenantId} ${stream.contentType}`);
  }

  /**
   * Plans and lists once. A window that fails is left to the next poll; the others go on.
   * @param relistAll one complete pass: what was listed is listed again, whatever its age
   * @returns whether every planned window was listed to its last page
   */
  async poll(relistAll: boolean, signal: AbortSignal): Promise<boolean> {
    const { ledger, clock } = this.#options;
    this.#failure = null;
    // In one pass each window is listed once; a daemon's fresh content does not wait behind a long catch-up.
    this.#freshListedMs = relistAll ? null : clock();
    if (await this.#reachService(signal)) await this.#listPlanned(relistAll, signal);
    ledger.recordListing(this.#stream, this.#failure);
    return this.#failure === null;
  }

  /**
   * Nothing is planned before the service was heard: only then its time is known, and a plan by a wrong clock would
   * tell gaps that are none, or forget what was listed.
   */
  async #reachService(signal: AbortSignal): Promise<boolean> {
    if (this.#subscription.heard) return true;
    const window = freshWindow(this.#options.clock());
    return (await this.#patiently(window, () => this.#subscription.ensure(signal), signal)) === 'listed';
  }

  async #listPlanned(relistAll: boolean, signal: AbortSignal): Promise<void> {
    const { clock, localClock } = this.#options;
    const [newest, ...others] = this.#plan(relistAll);
    if (newest === undefined) return;
    const first = relistAll ? this.#listWindow(newest, signal) : this.#listFresh(newest, signal);
    // Asking for the other windows would only make noise.
    if ((await first) === 'fatal') return;
    for (const window of others) {
      await this.#listFreshIfDue(signal);
      if ((await this.#listWindow(window, signal)) === 'fatal') return;
    }
    const ahead = localClock === undefined ? null : aheadWindow(clock(), localClock());
    if (ahead !== null) await this.#lookAhead(ahead, signal);
  }

  #plan(relistAll: boolean): readonly Window[] {
    const { ledger, events, clock, lookbackMs, windowMs } = this.#options;
    const nowMs = clock();
    const progress = ledger.progress(this.#stream);
    const turn = this.#turn;
    const plan = planWindows({ nowMs, lookbackMs, windowMs, progress, relistAll, turn });
    const gaps = plan.gaps.map((gap) => {
      return { stream: this.#stream, ...gap, cause: 'unwatched', blobs: null } as const;
    });
    const opened = ledger.savePlan(this.#stream, plan.progress, gaps, nowMs);
    for (const gap of opened) events.gapFound({ gap });
    return plan.windows;
  }

  async #listFreshIfDue(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs } = this.#options;
    if (this.#freshListedMs === null) return;
    const sinceMs = clock() - this.#freshListedMs;
    // A clock that went back says nothing about how long ago it was.
    if (sinceMs >= 0 && sinceMs < intervalMs) return;
    await this.#listFresh(freshWindow(clock()), signal);
  }

  async #listFresh(window: Window, signal: AbortSignal): Promise<ListingResult> {
    this.#freshListedMs = null;
    const result = await this.#listWindow(window, signal, 1);
    this.#freshListedMs = this.#options.clock();
    return result;
  }

  /** @param readings how often a list in pages may be read: the newest hour once, since the next poll lists it anyway */
  async #listWindow(window: Window, signal: AbortSignal, readings = mostReadings): Promise<ListingResult> {
    const list = async () => {
      await this.#subscription.ensure(signal);
      await this.#listToTheEnd(window, signal, readings);
    };
    return await this.#patiently(window, list, signal);
  }

  /** Works at one window, again after each failure that may pass; tells every failure. */
  async #patiently(window: Window, work: () => Promise<void>, signal: AbortSignal): Promise<ListingResult> {
    const { events, sleep, retry, attempts } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work();
        return 'listed';
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        const { kind } = error;
        if (kind === 'resubscribe') this.#subscription.wasRefused();
        if (kind === 'clock' && this.#isDivisible(window)) {
          return await this.#listHalves(window, signal);
        }
        // Nothing about a listing is final, unlike a blob; but a wrong clock or a missing permission stays for now.
        const again = attempt < attempts && kind !== 'fatal' && kind !== 'clock';
        const delayMs = again ? Math.max(error.retryAfterMs ?? 0, retryDelayMs(attempt, retry)) : null;
        events.windowFailed({ stream: this.#stream, window, error, delayMs });
        if (delayMs === null) {
          this.#failure = errorMessage(error);
          return kind === 'fatal' || kind === 'resubscribe' ? 'fatal' : 'failed';
        }
        await sleep(delayMs, signal);
      }
    }
  }

  /**
   * A window that begins too early by the service's clock is refused whole. Its newer half is listed on its own, so that
   * only the very part at the edge is left.
   */
  async #listHalves(window: Window, signal: AbortSignal): Promise<ListingResult> {
    const middleMs = wholeSecond((window.startMs + window.endMs) / 2);
    const newer = await this.#listWindow({ startMs: middleMs, endMs: window.endMs }, signal);
    const older = await this.#listWindow({ startMs: window.startMs, endMs: middleMs }, signal);
    if (newer === 'fatal' || older === 'fatal') return 'fatal';
    return newer === 'listed' && older === 'listed' ? 'listed' : 'failed';
  }

  #isDivisible({ startMs, endMs }: Window): boolean {
    const atEdge = startMs < this.#options.clock() - maxLookbackMs;
    return endMs - startMs > (atEdge ? leastEdgeWindowMs : leastWindowMs);
  }

  async #listToTheEnd(window: Window, signal: AbortSignal, readings: number): Promise<void> {
    const { ledger, events, clock } = this.#options;
    const stream = this.#stream;
    const beganMs = clock();
    const startMs = Math.max(window.startMs, wholeSecond(beganMs - apiRetentionMs + edgeSlackMs));
    if (startMs > window.startMs) this.#tellOverEdge({ ...window, endMs: Math.min(startMs, window.endMs) });
    if (startMs >= window.endMs) return;
    const asked = { startMs, endMs: window.endMs };
    const { blobs, newBlobs } = await this.#readUntilCalm(asked, signal, readings);
    // Only a window that was followed to its last page counts as listed.
    const progress = ledger.progress(stream);
    ledger.saveProgress(stream, { ...progress, spans: markListed(progress.spans, asked, beganMs) });
    events.windowListed({ stream, window: asked, blobs, newBlobs });
  }

  /** The plan may have waited: what came over the edge meanwhile, and was never listed, cannot be had any more. */
  #tellOverEdge(window: Window): void {
    const { ledger } = this.#options;
    const holes = unlisted(ledger.progress(this.#stream).spans, window.startMs, window.endMs);
    for (const hole of holes) this.#tellGap(hole);
    if (window.endMs - window.startMs > tooLateMs)
      this.#failure = 'a window was reached too late: its beginning is over the 7 days';
  }

  #tellGap(hole: Window): void {
    const { ledger, events, clock } = this.#options;
    const gap = { stream: this.#stream, ...hole, cause: 'unwatched', blobs: null } as const;
    if (ledger.recordGap(gap, clock())) events.gapFound({ gap });
  }

  /**
   * A list in pages can change between them, and a blob that moves to a page that was read already is missed: such a list
   * is read again until that brings nothing new.
   */
  async #readUntilCalm(window: Window, signal: AbortSignal, readings: number): Promise<Reading> {
    let newBlobs = 0;
    for (let number = 1; ; number += 1) {
      const reading = await this.#readPages(window, signal);
      newBlobs += reading.newBlobs;
      const calm = reading.pages <= 1 || reading.newBlobs === 0;
      if (calm || number >= readings) return { ...reading, newBlobs };
    }
  }

  async #readPages(window: Window, signal: AbortSignal): Promise<Reading> {
    const { source, ledger, clock, onListed } = this.#options;
    const counts = { pages: 0, blobs: 0, newBlobs: 0 };
    for await (const page of source.list(this.#stream, window, signal)) {
      const newBlobs = ledger.recordListed(this.#stream, page, clock());
      counts.newBlobs += newBlobs;
      counts.blobs += page.length;
      counts.pages += 1;
      if (page.length > 0) onListed(page, newBlobs);
      await this.#listFreshIfDue(signal);
    }
    return counts;
  }

  /** What turns up here is delivered like anything else, but the time counts as listed only when it has come. */
  async #lookAhead(window: Window, signal: AbortSignal): Promise<void> {
    try {
      await this.#readPages(window, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
    }
  }
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}
