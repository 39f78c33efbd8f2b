/** How an output that fails is tried again. */
export const outputRetry = { baseMs: 1_000, maxMs: 30_000, random: Math.random };
/** How long one pass waits for an output that does not answer; the daemon waits until it does. */
export const passPatienceMs = 60_000;
