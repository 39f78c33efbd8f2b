import type { Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/reply.ts';

/** Timers fire a little early; nobody is blamed for that. */
const TOLERANCE_MS = 50;

/** Remembers which requests were told to wait, and until when. */
export class RetryAfterBook {
  readonly #notBefore = new Map<string, number>();

  /** True when the same request comes before its time. */
  isTooEarly(exchange: Exchange): boolean {
    const notBefore = this.#notBefore.get(exchange.target);
    return notBefore !== undefined && exchange.at < notBefore - TOLERANCE_MS;
  }

  note(exchange: Exchange, reply: Reply): void {
    const seconds = Number(reply.headers?.['retry-after']);
    if (Number.isNaN(seconds)) this.#notBefore.delete(exchange.target);
    else this.#notBefore.set(exchange.target, exchange.at + seconds * 1000);
  }
}
