import type { Sleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import { errorMessage } from '../lib/error-message.ts';
import { retryDelayMs } from '../lib/retry-delay.ts';
import type { Gap, Ledger } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import type { Stream } from '../model/stream.ts';
import type { Window } from '../model/window.ts';
import { SourceError } from '../source/source-error.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import { markListed } from './coverage.ts';
import { apiRetentionMs, freshWindow, planWindows } from './plan-windows.ts';

export interface ListerOptions {
  readonly source: Source;
  readonly ledger: Ledger;
  readonly events: IngestEvents;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly intervalMs: number;
  readonly lookbackMs: number;
  readonly windowMs: number;
  readonly retry: { readonly baseMs: number; readonly maxMs: number; readonly random: () => number };
  /** Attempts at one window before it is left to the next poll. */
  readonly attempts: number;
  /** Called after each page with blobs. */
  readonly onListed: () => void;
}

/** The least distance from the API's 7-day edge at which a request is still sent. */
const edgeSlackMs = 60_000;

/** A window that the service refuses for its times is halved down to this. */
const leastWindowMs = 10 * 60_000;

/** How listing a window ended; fatal: an operator must act before anything of the stream works again. */
type ListingResult = 'listed' | 'failed' | 'fatal';

/** Lists one stream's content into the ledger, a plan at a time. */
export class StreamLister {
  readonly #stream: Stream;
  readonly #options: ListerOptions;
  #subscribed = false;
  #freshListedMs = 0;
  /** Why a window of this poll was not listed. */
  #failure: string | null = null;

  constructor(stream: Stream, options: ListerOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /**
   * Plans and lists once. A window that fails is left to the next poll; the others go on.
   * @returns whether every planned window was listed to its last page
   */
  async poll(relistAll: boolean, signal: AbortSignal): Promise<boolean> {
    const { ledger, clock } = this.#options;
    this.#failure = null;
    this.#freshListedMs = clock();
    for (const window of this.#plan(relistAll)) {
      // Fresh content does not wait behind a long catch-up.
      if (!relistAll && this.#freshIsDue()) await this.#listWindow(freshWindow(clock()), signal);
      // Asking for the other windows would only make noise.
      if ((await this.#listWindow(window, signal)) === 'fatal') break;
    }
    ledger.recordListing(this.#stream, this.#failure);
    return this.#failure === null;
  }

  #freshIsDue(): boolean {
    const { clock, intervalMs } = this.#options;
    if (clock() - this.#freshListedMs < intervalMs) return false;
    this.#freshListedMs = clock();
    return true;
  }

  #plan(relistAll: boolean): readonly Window[] {
    const { ledger, events, clock, lookbackMs, windowMs } = this.#options;
    const nowMs = clock();
    const progress = ledger.progress(this.#stream);
    const plan = planWindows({ nowMs, lookbackMs, windowMs, progress, relistAll });
    const gaps = plan.gaps.map((gap) => this.#gap(gap, 'unwatched'));
    const opened = ledger.savePlan(this.#stream, plan.progress, gaps, nowMs);
    for (const gap of opened) events.gapFound({ gap });
    return plan.windows;
  }

  async #listWindow(window: Window, signal: AbortSignal): Promise<ListingResult> {
    const { events, sleep, retry, attempts } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#subscribe(signal);
        await this.#listPages(window, signal);
        return 'listed';
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        const { kind } = error;
        if (kind === 'resubscribe') this.#subscribed = false;
        if (kind === 'clock' && window.endMs - window.startMs > leastWindowMs) {
          return await this.#listHalves(window, signal);
        }
        // Nothing about a listing is final, unlike a blob; but a wrong clock or a missing permission stays for now.
        const again = attempt < attempts && kind !== 'fatal' && kind !== 'clock';
        const delayMs = again ? Math.max(error.retryAfterMs ?? 0, retryDelayMs(attempt, retry)) : null;
        events.windowFailed({ stream: this.#stream, window, error, delayMs });
        if (delayMs === null) {
          this.#failure = errorMessage(error);
          return kind === 'fatal' ? 'fatal' : 'failed';
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

  async #subscribe(signal: AbortSignal): Promise<void> {
    if (this.#subscribed) return;
    const { source, ledger, events, clock } = this.#options;
    // A start that may not be repeated yet is no reason not to list: the subscription may be on its way.
    const state = await source.subscribe(this.#stream, signal);
    this.#subscribed = state !== 'start_deferred';
    const lastMs = ledger.progress(this.#stream).spans.at(-1)?.endMs;
    if (state !== 'started' || lastMs === undefined) return;
    // What became available while the subscription was off cannot be had (Management Activity API reference).
    const gap = this.#gap({ startMs: lastMs, endMs: Math.max(lastMs, wholeSecond(clock())) }, 'unsubscribed');
    if (ledger.recordGap(gap, clock())) events.gapFound({ gap });
  }

  async #listPages(window: Window, signal: AbortSignal): Promise<void> {
    const { source, ledger, events, clock, onListed } = this.#options;
    const beganMs = clock();
    // The plan may have waited: what has come too close to the edge meanwhile becomes a gap in the next plan.
    const startMs = Math.max(window.startMs, wholeSecond(beganMs - apiRetentionMs + edgeSlackMs));
    if (startMs > window.startMs)
      this.#failure = 'a window was reached too late: its beginning is over the 7 days';
    if (startMs >= window.endMs) return;
    const asked = { startMs, endMs: window.endMs };
    let blobs = 0;
    let newBlobs = 0;
    for await (const page of source.list(this.#stream, asked, signal)) {
      newBlobs += ledger.recordListed(this.#stream, page, clock());
      blobs += page.length;
      if (page.length > 0) onListed();
    }
    // Only a window that was followed to its last page counts as listed.
    const progress = ledger.progress(this.#stream);
    ledger.saveProgress(this.#stream, { ...progress, spans: markListed(progress.spans, asked, beganMs) });
    events.windowListed({ stream: this.#stream, window: asked, blobs, newBlobs });
  }

  #gap(window: Window, cause: Gap['cause']): Gap {
    return { stream: this.#stream, ...window, cause, blobs: null };
  }
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}
