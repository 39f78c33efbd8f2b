/** A share of the byte budget, held by one blob from before its request until its acknowledgement. */
export interface ByteReservation {
  /** Sets the share to what is held now; growing never waits, it only delays the next one to ask. */
  resize(bytes: number): void;
  release(): void;
}

/** Bounds the bytes in flight: what was fetched or is about to be, and is not acknowledged yet. */
export interface ByteBudget {
  readonly usedBytes: number;
  /**
   * Takes the share that the latest blobs came to need. Resolves when there is room, in the order of asking; one that
   * is larger than the whole budget waits until it is alone.
   */
  reserve(signal: AbortSignal): Promise<ByteReservation>;
}

/** What a blob is expected to take before any was seen, and the least that is ever expected. */
const firstExpectationBytes = 1024 * 1024;
const leastExpectationBytes = 64 * 1024;
/** How much the latest blob weighs in the expectation. */
const weightOfLatest = 0.2;

export function createByteBudget(limitBytes: number): ByteBudget {
  let used = 0;
  let expected = firstExpectationBytes;
  const queue: { readonly enter: (bytes: number) => void }[] = [];

  const admit = () => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (used > 0 && used + expected > limitBytes) return;
      queue.shift();
      used += expected;
      next.enter(expected);
    }
  };

  const reservation = (bytes: number): ByteReservation => {
    let held = bytes;
    let most = 0;
    const resize = (next: number) => {
      used += next - held;
      held = next;
      most = Math.max(most, next);
      admit();
    };
    const release = () => {
      const latest = expected + weightOfLatest * (most - expected);
      if (most > 0) expected = Math.max(leastExpectationBytes, Math.round(latest));
      resize(0);
    };
    return { resize, release };
  };

  return {
    get usedBytes() {
      return used;
    },
    async reserve(signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const waiting = { enter: resolve };
      const leave = () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(signal.reason);
      };
      queue.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
      admit();
      return reservation(await promise.finally(() => signal.removeEventListener('abort', leave)));
    },
  };
}
