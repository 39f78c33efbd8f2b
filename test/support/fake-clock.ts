import type { Sleep } from '../../src/lib/abortable-sleep.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** A clock that stands still, and a sleep that moves it: what takes hours takes no time. */
export interface FakeClock {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Each wait, in milliseconds. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

export function fakeClock(startMs = Date.UTC(2026, 7, 1, 12)): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    clock: () => nowMs,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms;
    },
    sleeps,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
