import type { TokenTimes } from '../auth/token-claims.ts';
import type { Clock } from '../lib/clock.ts';
import { parseHttpDate } from '../lib/http-date.ts';

export interface ServiceClockOptions {
  /** Moves evenly, whatever happens to the machine's clock. */
  readonly steady: Clock;
  /** The machine's clock, as it is now: what is compared with the service's and told. */
  readonly wall: Clock;
}

/** When a request was sent and when its answer was there, by the steady clock. */
export interface Exchanged {
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** ok: within 30 seconds; off: somebody should set the clock; far_off: from 5 minutes on, where tokens begin to fail. */
export type SkewLevel = 'ok' | 'off' | 'far_off';

/** What one more answer told about the machine's clock. */
export interface SkewReading {
  /** How far the machine's clock is ahead of the service's; negative: behind. */
  readonly skewMs: number;
  readonly level: SkewLevel;
  /** The level is another one than before. */
  readonly crossed: boolean;
  /** False: too far away to be true, or contradicted by the token, so that it corrects nothing. */
  readonly believed: boolean;
}

/** So many of the latest answers are heard; their median lets a slow answer or a strange one pass by. */
const samples = 9;
/** The header has whole seconds and the way takes some time: what is less is no difference. */
const blurMs = 2_000;
/** An answer that took longer says too little about when it was dated. */
const slowestMs = 10_000;
/** A machine further off would not even accept the service's certificate, more often than not. */
const believableMs = 31 * 24 * 3_600_000;
/** A Date that is further away than this must not contradict the times of the token that the service takes. */
const doubtfulMs = 24 * 3_600_000;
const offMs = 30_000;
const farOffMs = 5 * 60_000;

/**
 * The time by the service's clock, told from the Date of its answers (RFC 9110, section 6.6.1) and carried on by a
 * steady clock: neither a wrong clock of this machine nor one that jumps moves it. Until the first answer it is the
 * machine's own time.
 */
export class ServiceClock {
  readonly #options: ServiceClockOptions;
  /** The service's time less the steady clock's, for the latest answers. */
  readonly #offsets: number[] = [];
  #offsetMs = 0;
  #reading: SkewReading | null = null;
  #heard = false;

  constructor(options: ServiceClockOptions) {
    this.#options = options;
  }

  /** The service's time, epoch milliseconds. */
  readonly now: Clock = () => this.#options.steady() + this.#offsetMs;

  /** The latest reading; null before the first. */
  get reading(): SkewReading | null {
    return this.#reading;
  }

  /** An answer has come, whether or not it told the time: from then on `now` is as good as it gets. */
  get heard(): boolean {
    return this.#heard;
  }

  /**
   * Hears one answer.
   * @param headers of the answer; one that comes out of a cache (Age) is not from now
   * @param tokenTimes when the token of the request is good, by another clock than the one that dates the answer: which of
   *   the two is wrong, the machine or the Date, only a third can tell. It is asked where they are far apart
   * @returns what is known now, or null where the answer tells nothing
   */
  hear(
    headers: { readonly date?: string | undefined; readonly age?: string | undefined },
    times: Exchanged,
    tokenTimes: () => TokenTimes | null = () => null,
  ): SkewReading | null {
    this.#heard = true;
    const offsetMs = offsetOf(headers.date, times);
    if (offsetMs === null || (headers.age ?? '0').trim() !== '0') return null;
    this.#offsets.push(offsetMs);
    if (this.#offsets.length > samples) this.#offsets.shift();
    const { steady, wall } = this.#options;
    const typicalMs = median(this.#offsets);
    const skewMs = Math.round(wall() - steady() - typicalMs);
    const contradicted = Math.abs(skewMs) > doubtfulMs && !isWithin(tokenTimes(), steady() + typicalMs);
    const believed = Math.abs(skewMs) <= believableMs && !contradicted;
    if (contradicted) this.#offsetMs = 0;
    else if (believed && Math.abs(typicalMs - this.#offsetMs) > blurMs)
      this.#offsetMs = Math.round(typicalMs);
    const level = skewLevel(skewMs);
    this.#reading = { skewMs, level, crossed: level !== (this.#reading?.level ?? 'ok'), believed };
    return this.#reading;
  }
}

function skewLevel(skewMs: number): SkewLevel {
  const ms = Math.abs(skewMs);
  return ms < offMs ? 'ok' : ms < farOffMs ? 'off' : 'far_off';
}

/** Whether a token can be good at that time, give or take a day; one that says nothing contradicts nothing. */
function isWithin(token: TokenTimes | null, ms: number): boolean {
  return token === null || (ms > token.issuedMs - doubtfulMs && ms < token.expiresMs + doubtfulMs);
}

/** The answer was dated half-way, and a date stands for the second that it begins. */
function offsetOf(date: string | undefined, { sentMs, receivedMs }: Exchanged): number | null {
  const dateMs = parseHttpDate(date);
  const tookMs = receivedMs - sentMs;
  if (dateMs === undefined || tookMs < 0 || tookMs > slowestMs) return null;
  return dateMs + 500 - (sentMs + receivedMs) / 2;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
