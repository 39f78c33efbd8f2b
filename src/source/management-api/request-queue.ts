import PQueue from 'p-queue';
import type { Sleep } from '../../lib/abortable-sleep.ts';
import { lowerRate, type RequestRate, raiseRate, spacingMs } from './request-rate.ts';
import { RequestWindow } from './request-window.ts';
import { TenantPause, type TenantPauseOptions } from './tenant-pause.ts';

export interface RequestQueueOptions extends TenantPauseOptions {
  readonly sleep: Sleep;
  readonly concurrency: number;
  /** How many of them may fetch blobs; by default all. */
  readonly blobConcurrency?: number | undefined;
  /** The API's quota is the tenant's: 2,000 a minute at least (Management Activity API reference). */
  readonly requestsPerMinute: number;
  /** Told how long requests stood waiting for the quota or the end of a pause. */
  readonly onWaited?: ((waitMs: number) => void) | undefined;
}

/** Whose turn it is. A listing finds new work and is a small answer: it never waits behind blobs. */
export type Turn = 'subscriptions' | 'list' | 'blob';

type LaneName = 'listings' | 'blobs';

const turns = {
  subscriptions: { lane: 'listings', priority: 1 },
  list: { lane: 'listings', priority: 0 },
  blob: { lane: 'blobs', priority: 0 },
} as const satisfies Record<Turn, { readonly lane: LaneName; readonly priority: number }>;

/** Requests of one kind in the order of their priority, and the timer that opens them again. */
interface Lane {
  readonly queue: PQueue;
  /** How much of the quota they may use. */
  readonly limit: number;
  timer: AbortController | null;
}

/** What a throttled answer led to. */
export interface Held {
  readonly waitMs: number;
  /** This answer set the pause; of the others that were under way it is the same one. */
  readonly isNew: boolean;
}

/**
 * The one gate of a tenant: each of its requests passes here, so that concurrency, quota, rate and pause hold for all
 * of its streams together. A retry is another pass.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #window = new RequestWindow();
  readonly #pause: TenantPause;
  #rate: RequestRate;
  #nextStartMs = Number.NEGATIVE_INFINITY;
  #probes = 0;

  constructor(options: RequestQueueOptions) {
    const { concurrency, blobConcurrency = concurrency, requestsPerMinute, clock } = options;
    const lane = (limit: number, places: number): Lane => ({
      queue: new PQueue({ concurrency: places }),
      limit,
      timer: null,
    });
    this.#options = options;
    // Blobs leave something of the quota: a listing that is due must not wait until a minute is over.
    const spared = Math.min(40, Math.floor(requestsPerMinute / 50));
    this.#lanes = {
      listings: lane(requestsPerMinute, concurrency),
      blobs: lane(requestsPerMinute - spared, blobConcurrency),
    };
    this.#pause = new TenantPause(options);
    this.#rate = { perMinute: requestsPerMinute, changedMs: clock() };
  }

  /** The rate that the tenant allows itself now. */
  get requestsPerMinute(): number {
    return this.#rate.perMinute;
  }

  /**
   * Runs a request when its turn has come. The work must end at the signal by itself: an abort frees its slot at once.
   * Rejects with the signal's reason when it aborts, also while the request waits.
   */
  run<T>(turn: Turn, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { lane, priority } = turns[turn];
    const done = this.#lanes[lane].queue.add(() => this.#pass(work), { priority, signal });
    this.#steer();
    return done.finally(() => this.#steer());
  }

  /** A request was answered with "slow down". @param askedMs what its Retry-After said */
  throttled(sentMs: number, askedMs: number | undefined): Held {
    const { requestsPerMinute, clock } = this.#options;
    const held = this.#pause.hold(sentMs, askedMs);
    const goesOn = held.isNew && this.#pause.answers > 1;
    if (goesOn) this.#rate = lowerRate(this.#rate, requestsPerMinute, clock());
    this.#steer();
    return held;
  }

  /** A request was answered, by anything but "slow down". */
  answered(sentMs: number): void {
    const { requestsPerMinute, clock } = this.#options;
    this.#pause.relax(sentMs);
    this.#rate = raiseRate(this.#rate, requestsPerMinute, clock());
  }

  /** Up to its first await this runs within the queue's own loop: the gate is set before the next one is let through. */
  async #pass<T>(work: () => Promise<T>): Promise<T> {
    const { clock, requestsPerMinute } = this.#options;
    const probe = this.#pause.answers > 0 ? 1 : 0;
    this.#probes += probe;
    this.#window.begin();
    this.#nextStartMs = Math.max(clock(), this.#nextStartMs) + spacingMs(this.#rate, requestsPerMinute);
    this.#steer();
    try {
      return await work();
    } finally {
      this.#probes -= probe;
      this.#window.end(clock());
      this.#steer();
    }
  }

  #steer(): void {
    this.#steerLane(this.#lanes.listings);
    this.#steerLane(this.#lanes.blobs);
  }

  #steerLane(lane: Lane): void {
    const waitMs = this.#opensInMs(lane.limit);
    if (waitMs <= 0) {
      lane.timer?.abort();
      lane.timer = null;
      lane.queue.start();
      return;
    }
    lane.queue.pause();
    if (lane.queue.size === 0) {
      lane.timer?.abort();
      lane.timer = null;
    } else if (lane.timer === null && waitMs !== Number.POSITIVE_INFINITY) {
      void this.#openLater(lane, waitMs);
    }
  }

  /** Infinity: not before a request under way has ended. */
  #opensInMs(limit: number): number {
    // After a pause one request asks whether it is over; the others wait for its answer.
    if (this.#pause.answers > 0 && this.#probes > 0) return Number.POSITIVE_INFINITY;
    const nowMs = this.#options.clock();
    const opensMs = this.#window.opensAtMs(nowMs, limit);
    return Math.max(opensMs, this.#pause.untilMs, this.#nextStartMs) - nowMs;
  }

  async #openLater(lane: Lane, waitMs: number): Promise<void> {
    const { sleep, onWaited } = this.#options;
    const timer = new AbortController();
    lane.timer = timer;
    try {
      await sleep(waitMs, timer.signal);
    } catch {
      return; // Nobody waits any more.
    }
    onWaited?.(waitMs);
    if (lane.timer !== timer) return;
    lane.timer = null;
    this.#steerLane(lane);
  }
}
