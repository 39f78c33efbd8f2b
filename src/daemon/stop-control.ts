/** How a run is asked to end: first take nothing new, then, after a deadline, cancel what is still on its way. */
export interface StopControl {
  readonly stopping: AbortSignal;
  readonly abort: AbortSignal;
  /** Begins to drain; called again, it cancels at once. */
  stop(): void;
  /** Ends the deadline's timer. */
  dispose(): void;
}

/**
 * Container engines kill 10 seconds after SIGTERM (Docker's default). What is cancelled before that is not
 * acknowledged, so it is only done again.
 */
const drainDeadlineMs = 8_000;

export function createStopControl(deadlineMs: number = drainDeadlineMs): StopControl {
  const stopping = new AbortController();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => abort.abort(new Error('stopped before it was finished'));
  return {
    stopping: stopping.signal,
    abort: abort.signal,
    stop() {
      if (stopping.signal.aborted) return cancel();
      stopping.abort(new Error('stopping'));
      timer = setTimeout(cancel, deadlineMs);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}
