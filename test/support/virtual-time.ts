import type { Sleep } from '../../src/lib/abortable-sleep.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** A clock of which many sleepers wait at once: it moves from the end of one sleep to the next, in their order. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Moves on until `done` settles or nobody sleeps any more; rejects as `done` does. */
  until<T>(done: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly endMs: number;
  readonly wake: () => void;
}

export function virtualTime(startMs = Date.UTC(2026, 7, 1, 12)): VirtualTime {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const sleep: Sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      };
      const wake = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const sleeper = { endMs: nowMs + Math.max(0, ms), wake };
      sleepers.add(sleeper);
      signal.addEventListener('abort', leave, { once: true });
    });
  const next = () => {
    let first: Sleeper | undefined;
    for (const one of sleepers) if (first === undefined || one.endMs < first.endMs) first = one;
    return first;
  };
  return {
    clock: () => nowMs,
    sleep,
    async until(done) {
      let settled = false;
      const mark = () => {
        settled = true;
      };
      done.then(mark, mark);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const first = next();
        if (settled) return await done;
        if (first === undefined) throw new Error('nobody sleeps, and what was waited for has not happened');
        sleepers.delete(first);
        nowMs = Math.max(nowMs, first.endMs);
        first.wake();
      }
    },
  };
}
