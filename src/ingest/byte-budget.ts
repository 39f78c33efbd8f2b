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
  return new LearningBudget(typeof limit === 'number' ? () => limit : limit, oversize);
}

class LearningBudget implements ByteBudget {
  readonly #limitBytes: () => number;
  readonly #oversize: ByteGate;
  readonly #queue: Waiting[] = [];
  #usedBytes = 0;
  /** What the latest blobs came to need. */
  #expectedBytes = firstExpectationBytes;

  constructor(limitBytes: () => number, oversize: ByteGate) {
    this.#limitBytes = limitBytes;
    this.#oversize = oversize;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  async reserve(signal: AbortSignal, atLeastBytes = 0): Promise<ByteReservation> {
    const isLargeAsEver = this.#expectedBytes > Math.max(this.#limitBytes(), ordinaryBytes);
    const bytes = isLargeAsEver ? Math.max(this.#expectedBytes, atLeastBytes) : atLeastBytes;
    const place = bytes > this.#limitBytes() ? await this.#oversize.enter(bytes, signal) : null;
    try {
      return this.#reservation(await this.#waitForRoom(bytes, signal), place);
    } catch (error) {
      place?.leave();
      throw error;
    }
  }

  async #waitForRoom(atLeastBytes: number, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const waiting = { atLeastBytes, enter: resolve };
    const leave = () => {
      const place = this.#queue.indexOf(waiting);
      if (place < 0) return;
      this.#queue.splice(place, 1);
      reject(signal.reason);
      this.#admit();
    };
    this.#queue.push(waiting);
    signal.addEventListener('abort', leave, { once: true });
    this.#admit();
    return await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const bytes = Math.max(this.#expectedBytes, next.atLeastBytes);
      if (this.#usedBytes > 0 && this.#usedBytes + bytes > this.#limitBytes()) return;
      this.#queue.shift();
      this.#usedBytes += bytes;
      next.enter(bytes);
    }
  }

  /** @param place of one that is larger than the limit; it is bounded by that instead */
  #reservation(bytes: number, place: Place | null): ByteReservation {
    let held = bytes;
    let most = 0;
    const resize = (next: number) => {
      this.#usedBytes += next - held;
      held = next;
      most = Math.max(most, next);
      this.#admit();
    };
    const fits = (next: number) =>
      place === null
        ? this.#usedBytes + next - held <= this.#limitBytes()
        : this.#usedBytes === held && place.growTo(next);
    return {
      resize,
      grow: (next) => {
        if (next <= held) return;
        if (!fits(next)) throw new NoRoomError(next);
        resize(next);
      },
      release: () => {
        if (most > 0) this.#learn(most);
        resize(0);
        place?.leave();
      },
    };
  }

  #learn(bytes: number): void {
    const latest = this.#expectedBytes + weightOfLatest * (bytes - this.#expectedBytes);
    this.#expectedBytes = Math.max(leastExpectationBytes, Math.round(latest));
  }
}
