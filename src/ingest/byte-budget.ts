import { ByteGate, type Place } from '../lib/byte-gate.ts';

/** There is no room for a blob that turned out to be larger than was expected; it has to ask again for what it needs. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
  readonly neededBytes: number;

  constructor(neededBytes: number) {
    super('the blob needs more memory than is free');
    this.neededBytes = neededBytes;
  }
}

/** A share of the byte budget, held by one blob from before its request until its acknowledgement. */
export interface ByteReservation {
  /**
   * Takes more, where the share is less than `bytes`.
   * @throws NoRoomError when others hold what it would take
   */
  grow(bytes: number): void;
  /** Sets the share to what is held now; growing never waits, it only delays the next one to ask. */
  resize(bytes: number): void;
  release(): void;
}

/** Bounds the memory in flight: what was fetched or is about to be, and is not acknowledged yet. */
export interface ByteBudget {
  readonly usedBytes: number;
  /**
   * Takes the share that the latest blobs came to need, or `atLeastBytes`. Resolves when there is room, in the order of
   * asking; one that needs more than the whole budget waits until it is alone.
   */
  reserve(signal: AbortSignal, atLeastBytes?: number): Promise<ByteReservation>;
}

/** What a blob is expected to take before any was seen, and the least that is ever expected. */
const firstExpectationBytes = 1024 * 1024;
const leastExpectationBytes = 64 * 1024;
/** What one small blob takes, rounded up: that much is expected of a blob whatever the limit. */
const ordinaryBytes = 16 * 1024 * 1024;
/** How much the latest blob weighs in the expectation. */
const weightOfLatest = 0.2;

/** A waiting blob; `enter` tells it what it got. */
interface Waiting {
  readonly atLeastBytes: number;
  readonly enter: (bytes: number) => void;
}

/**
 * A blob that needs, or by those before it is expected to need, more than the limit passes `oversize`, and takes more of
 * that as it turns out to be larger.
 * @param limit bytes; a function where it changes
 * @param oversize budgets that share it share its room
 */
export function createByteBudget(limit: number | (() => number), oversize = new ByteGate(1)): ByteBudget {
  const limitBytes = typeof limit === 'number' ? () => limit : limit;
  let used = 0;
  let expected = firstExpectationBytes;
  const queue: Waiting[] = [];

  const admit = () => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const bytes = Math.max(expected, next.atLeastBytes);
      if (used > 0 && used + bytes > limitBytes()) return;
      queue.shift();
      used += bytes;
      next.enter(bytes);
    }
  };

  const reservation = (bytes: number, place: Place | null): ByteReservation => {
    let held = bytes;
    let most = 0;
    const resize = (next: number) => {
      used += next - held;
      held = next;
      most = Math.max(most, next);
      admit();
    };
    const grow = (next: number) => {
      if (next <= held) return;
      const fits = place === null ? used + next - held <= limitBytes() : used === held && place.growTo(next);
      if (!fits) throw new NoRoomError(next);
      resize(next);
    };
    const release = () => {
      const latest = expected + weightOfLatest * (most - expected);
      if (most > 0) expected = Math.max(leastExpectationBytes, Math.round(latest));
      resize(0);
      place?.leave();
    };
    return { grow, resize, release };
  };

  const waitForRoom = async (atLeastBytes: number, signal: AbortSignal): Promise<number> => {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const waiting = { atLeastBytes, enter: resolve };
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
    return await promise.finally(() => signal.removeEventListener('abort', leave));
  };

  return {
    get usedBytes() {
      return used;
    },
    async reserve(signal, atLeastBytes = 0) {
      const isLargeAsEver = expected > Math.max(limitBytes(), ordinaryBytes);
      const bytes = isLargeAsEver ? Math.max(expected, atLeastBytes) : atLeastBytes;
      const place = bytes > limitBytes() ? await oversize.enter(bytes, signal) : null;
      try {
        return reservation(await waitForRoom(bytes, signal), place);
      } catch (error) {
        place?.leave();
        throw error;
      }
    },
  };
}
