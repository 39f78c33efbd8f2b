import type { Sleep } from '../../src/lib/abortable-sleep.ts';
import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import type { Clock } from '../../src/lib/clock.ts';

export interface FastClock {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Jumps forward. */
  advance(ms: number): void;
}

/** A clock that runs `factor` times as fast as the real one from now on, and a sleep that goes with it. */
export function fastClock(factor: number): FastClock {
  let beganMs = Date.now();
  const origin = performance.now();
  return {
    clock: () => Math.round(beganMs + (performance.now() - origin) * factor),
    advance: (ms) => {
      beganMs += ms;
    },
    sleep: (ms, signal) => abortableSleep(ms / factor, signal),
  };
}
