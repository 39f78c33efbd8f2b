import type { Clock } from '../../lib/clock.ts';
import { retryDelayMs } from '../../lib/retry-delay.ts';

export interface TenantPauseOptions {
  readonly clock: Clock;
  /** [0, 1), for spreading the waits. */
  readonly random: () => number;
}

/**
 * Without a Retry-After: about a second, since most throttling is over at once and the quota is one of minutes. One
 * request alone asks whether it is over, so a minute of it costs few of the next one. What goes on longer is asked
 * less often.
 */
const soonWait = { baseMs: 250, maxMs: 1_000 };
const soonAnswers = 60;
const laterWait = { baseMs: 15_000, maxMs: 15_000 };
const leastAskedMs = 1_000;
/** An asked-for wait is believed up to here; then the service is asked again. */
export const longestAskedMs = 60 * 60_000;

/**
 * How long a tenant waits after a throttled answer.
 * @param answers throttled answers in a row, from 1, each to a request that was sent after the wait before it
 * @param askedMs what Retry-After said; the API does not promise it
 */
export function throttleWaitMs(answers: number, askedMs: number | undefined, random: () => number): number {
  if (askedMs !== undefined) return Math.min(Math.max(askedMs, leastAskedMs), longestAskedMs);
  const wait = answers <= soonAnswers ? soonWait : laterWait;
  return retryDelayMs(answers, { ...wait, random });
}

/** The pause that the service asked one tenant for: each request of the tenant waits for its end, no other does. */
export class TenantPause {
  readonly #options: TenantPauseOptions;
  #untilMs = Number.NEGATIVE_INFINITY;
  #answers = 0;

  constructor(options: TenantPauseOptions) {
    this.#options = options;
  }

  /** Until then nothing is sent; in the past when there is no pause. */
  get untilMs(): number {
    return this.#untilMs;
  }

  /** Throttled answers in a row; not 0: no request that was sent after a pause was answered well yet. */
  get answers(): number {
    return this.#answers;
  }

  /**
   * A request was answered with "slow down".
   * @param sentMs when it was sent: of the requests under way when a pause begins, the first speaks for all
   * @returns the wait from now on, and whether this answer set it
   */
  hold(sentMs: number, askedMs: number | undefined): { readonly waitMs: number; readonly isNew: boolean } {
    const { clock, random } = this.#options;
    const nowMs = clock();
    const underWay = sentMs < this.#untilMs;
    if (!underWay) this.#answers += 1;
    const untilMs = nowMs + throttleWaitMs(this.#answers, askedMs, random);
    const isNew = !underWay || (askedMs !== undefined && untilMs > this.#untilMs);
    if (isNew) this.#untilMs = Math.max(this.#untilMs, untilMs);
    return { waitMs: Math.max(0, this.#untilMs - nowMs), isNew };
  }

  /** A request that was sent after the pause was answered: the next pause begins short again. */
  relax(sentMs: number): void {
    if (sentMs >= this.#untilMs) this.#answers = 0;
  }
}
