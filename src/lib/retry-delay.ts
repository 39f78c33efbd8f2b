export interface RetryDelayOptions {
  /** Delay after the first failure, milliseconds. */
  readonly baseMs: number;
  /** No delay of our own choosing is longer, milliseconds. */
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * How long to wait before the next attempt, milliseconds: doubles with each failure, and the upper half of it is random,
 * so that callers that failed together do not come back together.
 *
 * @param attempt failures so far, from 1
 */
export function retryDelayMs(attempt: number, options: RetryDelayOptions): number {
  const { baseMs, maxMs, random } = options;
  const doublings = Math.min(Math.max(attempt - 1, 0), 52);
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** doublings);
  return Math.round(ceilingMs / 2 + random() * (ceilingMs / 2));
}
