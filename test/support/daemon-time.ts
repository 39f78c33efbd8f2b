/** Time for a daemon's loops: each sleep moves the clock and ends at once; after enough of them the run is stopped. */
export interface DaemonTime {
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly stop: AbortController;
  /** Sets the clock to something else, as an administrator or a time service does. */
  jump(ms: number): void;
}

/** @param onSleep told the number of each sleep, from 1 */
export function daemonTime(
  startMs: number,
  sleeps: number,
  onSleep: (count: number) => void = () => undefined,
): DaemonTime {
  const stop = new AbortController();
  let nowMs = startMs;
  let count = 0;
  return {
    clock: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
      count += 1;
      onSleep(count);
      await new Promise((resolve) => setImmediate(resolve));
      if (count >= sleeps) stop.abort(new Error('enough'));
    },
    stop,
    jump(ms) {
      nowMs += ms;
    },
  };
}
