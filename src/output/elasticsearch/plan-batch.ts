export interface BatchLimits {
  /** Bytes of a request body before compression. */
  readonly maxBytes: number;
  readonly maxActions: number;
}

/**
 * How many of the waiting documents fit into one request, from the first on; at least one, however large it is.
 * @param sizes bytes of each waiting document with its action line
 */
export function fillBatch(sizes: Iterable<number>, limits: BatchLimits): number {
  let count = 0;
  let bytes = 0;
  for (const size of sizes) {
    bytes += size;
    if (count > 0 && bytes > limits.maxBytes) return count;
    count += 1;
    if (count >= limits.maxActions) return count;
  }
  return count;
}

export interface WaitingDocuments {
  readonly count: number;
  readonly bytes: number;
  /** How long the first of them waits, milliseconds. */
  readonly ageMs: number;
}

export interface SendingState {
  /** Bulk requests that are under way. */
  readonly inFlight: number;
  readonly concurrency: number;
  readonly maxWaitMs: number;
  /** True when nothing more will come. */
  readonly closing: boolean;
}

/**
 * Whether a request goes out now. When nothing is under way, what waits is sent at once: waiting would only cost time.
 * When something is, what waits may grow to a full batch, for at most `maxWaitMs`.
 */
export function shouldSend(waiting: WaitingDocuments, limits: BatchLimits, state: SendingState): boolean {
  if (waiting.count === 0 || state.inFlight >= state.concurrency) return false;
  if (state.inFlight === 0 || state.closing || waiting.ageMs >= state.maxWaitMs) return true;
  return waiting.count >= limits.maxActions || waiting.bytes >= limits.maxBytes;
}
