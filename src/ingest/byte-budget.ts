/** A share of the byte budget, held by one blob from before its request until its acknowledgement. */
export interface ByteReservation {
  /** Sets the share to what is held now; growing never waits, it only delays the next one to ask. */
  resize(bytes: number): void;
  release(): void;
}

/** Bounds the bytes in flight: what was fetched or is about to be, and is not acknowledged yet. */
export interface ByteBudget {
  readonly usedBytes: number;
  /** Resolves when there is room, in the order of asking; one that is larger than the whole budget waits until it is alone. */
  reserve(bytes: number, signal: AbortSignal): Promise<ByteReservation>;
}

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

export function createByteBudget(limitBytes: number): ByteBudget {
  let used = 0;
  const queue: Waiting[] = [];

  const admit = () => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (used > 0 && used + next.bytes > limitBytes) return;
      queue.shift();
      used += next.bytes;
      next.enter();
    }
  };

  const reservation = (bytes: number): ByteReservation => {
    let held = bytes;
    const resize = (next: number) => {
      used += next - held;
      held = next;
      admit();
    };
    return { resize, release: () => resize(0) };
  };

  return {
    get usedBytes() {
      return used;
    },
    async reserve(bytes, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiting = { bytes, enter: resolve };
      const leave = () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(signal.reason);
        admit();
      };
      queue.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
      admit();
      await promise.finally(() => signal.removeEventListener('abort', leave));
      return reservation(bytes);
    },
  };
}
