import type { Clock } from '../lib/clock.ts';

/** Streams that fail together do so within this time; a cause that lasts longer is told again. */
const togetherMs = 30_000;

/**
 * Tells a first failure from the others that have the same cause. All streams of a tenant wait for one token: where nobody
 * gets one, each fails with an error of its own, and one of them is enough for the log.
 */
export function createFirstOfCause(clock: Clock): (error: unknown) => boolean {
  const toldMs = new WeakMap<Error, number>();
  return (error) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof Error)) return true;
    const sinceMs = clock() - (toldMs.get(cause) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs >= 0 && sinceMs < togetherMs) return false;
    toldMs.set(cause, clock());
    return true;
  };
}
