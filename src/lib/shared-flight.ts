import { untilAborted } from './until-aborted.ts';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  callers: number;
  landed: boolean;
}

/**
 * Work of which at most one runs at a time: who asks while it runs waits for the same result.
 * A caller who gives up leaves the others alone; the work itself is aborted when the last caller has left.
 */
export class SharedFlight<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>;
  #flight: Flight<T> | null = null;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work;
  }

  async join(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#flight ??= this.#start();
    const flight = this.#flight;
    flight.callers += 1;
    try {
      return await untilAborted(flight.result, signal);
    } finally {
      flight.callers -= 1;
      if (flight.callers === 0 && !flight.landed) this.#abandon(flight);
    }
  }

  #start(): Flight<T> {
    const controller = new AbortController();
    const result = this.#work(controller.signal);
    const flight: Flight<T> = { result, controller, callers: 0, landed: false };
    const land = (): void => {
      flight.landed = true;
      if (this.#flight === flight) this.#flight = null;
    };
    // Also takes the rejection of a flight that nobody waits for any more.
    result.then(land, land);
    return flight;
  }

  #abandon(flight: Flight<T>): void {
    if (this.#flight === flight) this.#flight = null;
    flight.controller.abort(new DOMException('nobody waits for the result any more', 'AbortError'));
  }
}
