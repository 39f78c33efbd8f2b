import { errorMessage } from '../lib/error-message.ts';
import { type RetryDelayOptions, retryDelayMs } from '../lib/retry-delay.ts';
import { createWakeUp } from '../lib/wake-up.ts';
import type { ContentBlob } from '../model/blob.ts';
import type { PendingBlob } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { SourceError } from '../source/source-error.ts';
import { classifyFailure } from './classify-failure.ts';
import { type DeliveryParts, deliverBlob } from './deliver-blob.ts';
import { freshMs } from './plan-windows.ts';

/** Blobs on their way at a time: enough small ones to fill a bulk request. The byte budget lets fewer large ones through. */
const maxActive = 512;
/** Places beside these for content of the last hour: it does not wait until a catch-up has made room. */
const freshPlaces = 128;
/** A failure after which the service named a wait says little about the blob: so many count as one attempt. */
const waitsPerAttempt = 10;
/** How long a tenant rests after the output or the ledger failed. */
const pauseMs = 5_000;
const longestWaitMs = 60_000;

export interface DeliveryLoopOptions extends DeliveryParts {
  readonly tenantId: string;
  readonly streams: readonly Stream[];
  readonly retry: RetryDelayOptions;
  /** One pass: a blob that failed so often in this pass is left pending. Infinity: never. */
  readonly giveUpAfter: number;
  /** Whether `clock` tells the service's time yet, rather than that of this machine; by default always. */
  readonly isTimeKnown?: (() => boolean) | undefined;
}

export interface DeliveryOutcome {
  /** Blobs that stay pending because the pass gave up on them. */
  readonly givenUp: number;
  /** Blobs that the API refused for good. */
  readonly lost: number;
  /** The output or the ledger failed, and the pass ended before everything was tried. */
  readonly brokenOff: boolean;
}

/** Takes a tenant's pending blobs from the ledger, many at a time, until none is left. */
export class DeliveryLoop {
  readonly #options: DeliveryLoopOptions;
  readonly #wakeUp = createWakeUp();
  readonly #active = new Map<string, Promise<void>>();
  // Of one pass, by key of the blob; a daemon would collect them for years.
  /** Failed attempts. */
  readonly #failures = new Map<string, number>();
  readonly #givenUp = new Set<string>();
  readonly #lost = new Set<string>();
  /** Aborted when one pass breaks off; cancels what is on its way. */
  readonly #breaking = new AbortController();
  #ending = false;
  #pausedUntilMs = 0;
  /** The ledger has nothing more that is due before this time. */
  #nothingDueUntilMs = 0;
  /** A listing showed content of the last hour since the ledger was last looked into. */
  #freshListed = false;
  /** When the clock was last read here. */
  #readMs = 0;

  constructor(options: DeliveryLoopOptions) {
    this.#options = options;
  }

  /** To be called when the ledger was given blobs, with those; most polls list what it has already, which is not looked up. */
  wake(listed: readonly ContentBlob[], newBlobs: number): void {
    if (newBlobs > 0) {
      const fromMs = this.#options.clock() - freshMs;
      this.#freshListed ||= listed.some((blob) => blob.createdMs >= fromMs);
      this.#nothingDueUntilMs = 0;
    }
    this.#wakeUp.wake();
  }

  /** To be called when nothing more will be listed: the loop ends once all is delivered or given up. */
  listingEnded(): void {
    this.#ending = true;
    this.#nothingDueUntilMs = 0;
    this.#wakeUp.wake();
  }

  /**
   * Delivers pending blobs until `stopping` aborts or, after `listingEnded`, until nothing is left to try; then waits
   * for the blobs on their way. `abort` cancels those too.
   */
  async run(stopping: AbortSignal, abort: AbortSignal): Promise<DeliveryOutcome> {
    stopping.addEventListener('abort', () => this.#wakeUp.wake(), { once: true });
    const cancel = AbortSignal.any([abort, this.#breaking.signal]);
    while (!stopping.aborted && !this.#brokenOff) {
      const waitMs = this.#fill(cancel);
      if (this.#exhausted()) break;
      await this.#wakeUp.wait(waitMs);
    }
    await Promise.all(this.#active.values());
    return { givenUp: this.#givenUp.size, lost: this.#lost.size, brokenOff: this.#brokenOff };
  }

  /** Starts what is due; returns how long to wait before looking again. */
  #fill(cancel: AbortSignal): number {
    try {
      const nowMs = this.#now();
      const idleUntilMs = Math.max(this.#pausedUntilMs, this.#nothingDueUntilMs);
      if (nowMs < idleUntilMs) return Math.min(idleUntilMs - nowMs, longestWaitMs);
      // Looked up in lots: only when half of the places are free again.
      if (this.#active.size <= maxActive / 2) return this.#startDue(nowMs, cancel);
      if (this.#freshListed) this.#startFresh(nowMs, cancel);
      return longestWaitMs;
    } catch (error) {
      this.#pause(error);
      return pauseMs;
    }
  }

  /** The time now. When the clock was set back, what was put off by the old one would wait for hours: it is due now. */
  #now(): number {
    const { clock, ledger, streams } = this.#options;
    const nowMs = clock();
    const wentBack = nowMs < this.#readMs - longestWaitMs;
    this.#readMs = nowMs;
    if (!wentBack) return nowMs;
    ledger.makeAllDue(streams);
    this.#pausedUntilMs = 0;
    this.#nothingDueUntilMs = 0;
    return nowMs;
  }

  #startDue(nowMs: number, cancel: AbortSignal): number {
    const { ledger, streams } = this.#options;
    const places = maxActive - this.#active.size;
    this.#freshListed = false;
    const due = ledger.dueBlobs(streams, nowMs, places, this.#excluded());
    if (due.length > 0) ledger.requireDeadLetterRoom();
    for (const blob of due) this.#start(blob, cancel);
    if (due.length === places) return longestWaitMs;
    const nextMs = ledger.nextAttemptMs(streams, nowMs) ?? Number.POSITIVE_INFINITY;
    this.#nothingDueUntilMs = Math.min(nextMs, nowMs + longestWaitMs);
    return this.#nothingDueUntilMs - nowMs;
  }

  /** Content of the last hour comes first in what is due. */
  #startFresh(nowMs: number, cancel: AbortSignal): void {
    const { ledger, streams } = this.#options;
    const places = maxActive + freshPlaces - this.#active.size;
    this.#freshListed = false;
    if (places <= 0) return;
    const due = ledger.dueBlobs(streams, nowMs, places, this.#excluded());
    if (due.length > 0) ledger.requireDeadLetterRoom();
    for (const blob of due) {
      if (blob.createdMs < nowMs - freshMs) return;
      this.#start(blob, cancel);
    }
  }

  #excluded(): ReadonlySet<string> {
    return new Set([...this.#active.keys(), ...this.#givenUp]);
  }

  #start(blob: PendingBlob, cancel: AbortSignal): void {
    const done = this.#attempt(blob, cancel).then((delivered) => {
      this.#active.delete(blob.key);
      // Only now can the ledger offer a failed blob again: what it said while the blob was on its way is out of date.
      if (!delivered) this.#nothingDueUntilMs = 0;
      this.#wakeUp.wake();
    });
    this.#active.set(blob.key, done);
  }

  async #attempt(blob: PendingBlob, cancel: AbortSignal): Promise<boolean> {
    try {
      await deliverBlob(blob, this.#options, cancel);
      return true;
    } catch (error) {
      if (cancel.aborted) return false;
      try {
        this.#recordFailure(blob, error);
      } catch (ledgerError) {
        this.#pause(ledgerError);
      }
      return false;
    }
  }

  #recordFailure(blob: PendingBlob, error: unknown): void {
    const { ledger, clock, events, isTimeKnown = () => true } = this.#options;
    // A machine starts with a wrong clock now and then, and before there is a network: no blob is too old by that.
    const failure = classifyFailure(error, blob, isTimeKnown() ? clock() : blob.createdMs);
    switch (failure.action) {
      case 'pause':
        this.#pause(error);
        break;
      case 'lose': {
        const isNews = ledger.recordLost(blob, failure.cause, failure.body, clock());
        if (this.#isOnePass) this.#lost.add(blob.key);
        // A daemon tries it with each listing that still shows it: that is the same loss. A pass tells why it fails.
        if (isNews || this.#isOnePass) events.blobLost({ blob, cause: failure.cause, error });
        break;
      }
      case 'retry':
        this.#retryLater(blob, error, failure);
    }
  }

  #retryLater(blob: PendingBlob, error: unknown, failure: { refused: boolean; hopeless: boolean }): void {
    const { ledger, clock, events, retry, giveUpAfter } = this.#options;
    const asked = error instanceof SourceError ? error.retryAfterMs : undefined;
    const delayMs = asked ?? retryDelayMs(blob.attempts + 1, retry);
    ledger.recordFailed(blob, errorMessage(error), clock() + delayMs, failure.refused);
    events.blobFailed({ blob, error, delayMs });
    if (!this.#isOnePass) return;
    const weight = asked === undefined ? 1 : 1 / waitsPerAttempt;
    const failures = (this.#failures.get(blob.key) ?? 0) + weight;
    this.#failures.set(blob.key, failures);
    if (failure.hopeless || failures >= giveUpAfter) this.#givenUp.add(blob.key);
  }

  /** The output or the ledger failed: the daemon rests and takes the work up again, one pass breaks off. */
  #pause(error: unknown): void {
    const { clock, events, tenantId } = this.#options;
    if (this.#brokenOff || clock() < this.#pausedUntilMs) return;
    if (this.#isOnePass) this.#breaking.abort(error);
    else this.#pausedUntilMs = clock() + pauseMs;
    events.ingestionFailed({ tenantId, error, delayMs: this.#isOnePass ? null : pauseMs });
  }

  get #isOnePass(): boolean {
    return this.#options.giveUpAfter !== Number.POSITIVE_INFINITY;
  }

  get #brokenOff(): boolean {
    return this.#breaking.signal.aborted;
  }

  #exhausted(): boolean {
    if (!this.#ending || this.#active.size > 0 || this.#brokenOff) return false;
    const { ledger, streams } = this.#options;
    return ledger.dueBlobs(streams, Number.MAX_SAFE_INTEGER, 1, this.#givenUp).length === 0;
  }
}
