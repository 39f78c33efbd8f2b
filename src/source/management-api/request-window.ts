const minuteMs = 60_000;
/** Timers and clocks have whole milliseconds. */
const guardMs = 5;

/**
 * The requests of the last minute, as a service may count them. A request counts from when it is sent until a minute
 * after its end: it reached the service somewhere in between. So the service never counts more in any minute than this
 * window does, however the times on the way differ.
 */
export class RequestWindow {
  /** Times of ends, ascending; those before `#first` are past. */
  readonly #ended: number[] = [];
  #first = 0;
  #underWay = 0;

  begin(): void {
    this.#underWay += 1;
  }

  end(nowMs: number): void {
    this.#underWay -= 1;
    this.#ended.push(nowMs);
  }

  /**
   * When one more may be sent.
   * @param limit requests a minute
   * @returns nowMs or later; Infinity: not before one of those under way has ended
   */
  opensAtMs(nowMs: number, limit: number): number {
    this.#forget(nowMs);
    const excess = this.#underWay + this.#ended.length - this.#first - limit;
    if (excess < 0) return nowMs;
    const endedMs = this.#ended[this.#first + excess];
    return endedMs === undefined ? Number.POSITIVE_INFINITY : endedMs + minuteMs + guardMs;
  }

  #forget(nowMs: number): void {
    while ((this.#ended[this.#first] ?? nowMs) + minuteMs + guardMs <= nowMs) this.#first += 1;
    if (this.#first < 1_000 || this.#first < this.#ended.length / 2) return;
    this.#ended.splice(0, this.#first);
    this.#first = 0;
  }
}
