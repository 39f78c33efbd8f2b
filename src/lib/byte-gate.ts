interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/** Lets in as many bytes as it has room for, in the order of asking; what is larger than the whole goes alone. */
export class ByteGate {
  readonly #limitBytes: number;
  readonly #queue: Waiting[] = [];
  #inside = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Resolves with the way out, to be taken once. Rejects with the signal's reason when it aborts before there is room. */
  async enter(bytes: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#queue.length > 0 || !this.#hasRoom(bytes)) await this.#wait(bytes, signal);
    else this.#inside += bytes;
    return () => {
      this.#inside -= bytes;
      this.#admit();
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

  #hasRoom(bytes: number): boolean {
    return this.#inside === 0 || this.#inside + bytes <= this.#limitBytes;
  }
}
