import { setTimeout } from 'node:timers/promises';

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export const abortableSleep: Sleep = async (ms, signal) => {
  signal.throwIfAborted();
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
};
