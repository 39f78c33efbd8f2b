import type { Sleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import { retryDelayMs } from '../lib/retry-delay.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import type { Stream } from '../model/stream.ts';
import type { Window } from '../model/window.ts';
import { SourceError } from '../source/source-error.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import { markListed } from './coverage.ts';
import { apiRetentionMs, planWindows } from './plan-windows.ts';

export interface ListerOptions {
  readonly source: Source;
  readonly ledger: Ledger;
  readonly events: IngestEvents;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly lookbackMs: number;
  readonly windowMs: number;
  readonly retry: { readonly baseMs: number; readonly maxMs: number; readonly random: () => number };
  /** Attempts at one window before it is left to the next poll. */
  readonly attempts: number;
  /** Called after each page with new blobs. */
  readonly onListed: () => void;
}

/** The least distance from the API's 7-day edge at which a request is still sent. */
const edgeSlackMs = 60_000;

/** Lists one stream's content into the ledger, a plan at a time. */
export class StreamLister {
  readonly #stream: Stream;
  readonly #options: ListerOptions;
  #subscribed = false;

  constructor(stream: Stream, options: ListerOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /**
   * Plans and lists once. A window that fails is left to the next poll; the others go on.
   * @returns whether every planned window was listed to its last page
   */
  async poll(relistAll: boolean, signal: AbortSignal): Promise<boolean> {
    let complete = true;
    for (const window of this.#plan(relistAll)) {
      const result = await this.#listWindow(window, signal);
      // An operator must act before this stream works again: asking for its other windows would only make noise.
      if (result === 'fatal') return false;
      complete &&= result === 'listed';
    }
    return complete;
  }

  #plan(relistAll: boolean): readonly Window[] {
    const { ledger, events, clock, lookbackMs, windowMs } = this.#options;
    const nowMs = clock();
    const progress = ledger.progress(this.#stream);
    const plan = planWindows({ nowMs, lookbackMs, windowMs, progress, relistAll });
    for (const gap of plan.gaps) {
      const known = { stream: this.#stream, ...gap, cause: 'unwatched', blobs: null } as const;
      ledger.recordGap(known, nowMs);
      events.gapFound({ gap: known });
    }
    ledger.saveProgress(this.#stream, plan.progress);
    return plan.windows;
  }

  async #listWindow(window: Window, signal: AbortSignal): Promise<'listed' | 'failed' | 'fatal'> {
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
        // Nothing about a listing is final, unlike a blob; but a wrong clock or a missing permission stays for now.
        const again = attempt < attempts && kind !== 'fatal' && kind !== 'clock';
        const delayMs = again ? Math.max(error.retryAfterMs ?? 0, retryDelayMs(attempt, retry)) : null;
        events.windowFailed({ stream: this.#stream, window, error, delayMs });
        if (delayMs === null) return kind === 'fatal' ? 'fatal' : 'failed';
        await sleep(delayMs, signal);
      }
    }
  }

  async #subscribe(signal: AbortSignal): Promise<void> {
    if (this.#subscribed) return;
    // A start that may not be repeated yet is no reason not to list: the subscription may be on its way.
    const state = await this.#options.source.subscribe(this.#stream, signal);
    this.#subscribed = state !== 'start_deferred';
  }

  async #listPages(window: Window, signal: AbortSignal): Promise<void> {
    const { source, ledger, events, clock, onListed } = this.#options;
    const beganMs = clock();
    // The plan may have waited: what has come too close to the edge meanwhile becomes a gap in the next plan.
    const startMs = Math.max(window.startMs, wholeSecond(beganMs - apiRetentionMs + edgeSlackMs));
    if (startMs >= window.endMs) return;
    const asked = { startMs, endMs: window.endMs };
    let blobs = 0;
    let newBlobs = 0;
    for await (const page of source.list(this.#stream, asked, signal)) {
      const added = ledger.recordListed(this.#stream, page, clock());
      if (added > 0) onListed();
      blobs += page.length;
      newBlobs += added;
    }
    // Only a window that was followed to its last page counts as listed.
    const progress = ledger.progress(this.#stream);
    ledger.saveProgress(this.#stream, { ...progress, spans: markListed(progress.spans, asked, beganMs) });
    events.windowListed({ stream: this.#stream, window: asked, blobs, newBlobs });
  }
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}
