/** What was let in. */
export interface Place {
  /** Takes more, where it is less than `bytes`, without waiting. False: others hold what that would take. */
  growTo(bytes: number): boolean;
  /** To be called once. */
  leave(): void;
}

/** Lets in as many bytes as it has room for, in the order of asking; what is larger than the whole goes alone. */
export class ByteGate {
  readonly #limitBytes: number;
  readonly #queue: { readonly bytes: number; readonly enter: () => void }[] = [];
  #inside = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Resolves when there is room. Rejects with the signal's reason when it aborts before. */
  async enter(bytes: number, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    const place = this.tryEnter(bytes);
    if (place !== null) return place;
    await this.#wait(bytes, signal);
    return this.#placeOf(bytes);
  }

  /** Null where there is no room, or others wait for it. */
  tryEnter(bytes: number): Place | null {
    if (this.#queue.length > 0 || !this.#hasRoom(bytes)) return null;
    this.#inside += bytes;
    return this.#placeOf(bytes);
  }

  #placeOf(bytes: number): Place {
    let taken = bytes;
    return {
      growTo: (wanted) => {
        const more = Math.max(0, wanted - taken);
        if (!this.#hasRoom(more, taken)) return false;
        this.#inside += more;
        taken += more;
        return true;
      },
      leave: () => {
        this.#inside -= taken;
        this.#admit();
      },
    };
  }

  async #wait(bytes: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { bytes, enter: resolve };
    const leave = () => {
      const place = this.#queue.indexOf(waiting);
      if (place < 0) return;
      this.#queue.splice(place, 1);
      reject(signal.reason);
      this.#admit();
    };
    this.#queue.push(waiting);
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined && this.#hasRoom(next.bytes); next = this.#queue[0]) {
      this.#queue.shift();
      this.#inside += next.bytes;
      next.enter();
    }
  }

  /** @param own bytes that are inside already and belong to the same */
  #hasRoom(bytes: number, own = 0): boolean {
    return this.#inside === own || this.#inside + bytes <= this.#limitBytes;
  }
}
