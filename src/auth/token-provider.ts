import type { Clock } from '../lib/clock.ts';
import { SharedFlight } from '../lib/shared-flight.ts';
import type { SourceEvents } from '../telemetry/events.ts';
import { AuthError } from './auth-error.ts';

export interface TokenOptions {
  readonly signal: AbortSignal;
  /** A token that the API has just refused: while it is still the cached one, a new one is asked for. */
  readonly refused?: string | undefined;
}

/** Hands out access tokens. Rejects with an AuthError, or with the signal's reason. */
export interface TokenProvider {
  getToken(options: TokenOptions): Promise<string>;
}

export interface AcquiredToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

/** Asks for a new token, once. Rejects with an AuthError, or with the signal's reason. */
export type AcquireToken = (signal: AbortSignal) => Promise<AcquiredToken>;

export interface CachedTokenOptions {
  readonly tenantId: string;
  readonly acquire: AcquireToken;
  readonly clock: Clock;
  readonly events: Pick<SourceEvents, 'requestFinished'>;
}

/** How long before its end a token is replaced. */
const refreshAheadMs = 5 * 60_000;
/** The same for tokens that live so short that five minutes would be most of their life. */
const refreshAheadShare = 0.2;
/** After a failure Entra is left alone for so long: it counts refused requests, and locks out who loops. */
const failureHoldMs = 5_000;
const longestHoldMs = 10 * 60_000;

/** Keeps one token, replaces it ahead of its end, and has at most one request under way. */
export function createTokenProvider(options: CachedTokenOptions): TokenProvider {
  return new CachedTokenProvider(options);
}

interface CachedToken {
  readonly token: string;
  readonly refreshMs: number;
  readonly expiresMs: number;
}

class CachedTokenProvider implements TokenProvider {
  readonly #options: CachedTokenOptions;
  readonly #refresh = new SharedFlight((signal) => this.#acquire(signal));
  #cached: CachedToken | null = null;
  #failure: { readonly error: unknown; readonly untilMs: number } | null = null;

  constructor(options: CachedTokenOptions) {
    this.#options = options;
  }

  async getToken({ signal, refused }: TokenOptions): Promise<string> {
    signal.throwIfAborted();
    const { clock } = this.#options;
    const cached = this.#cached?.token === refused ? null : this.#cached;
    if (cached !== null && clock() < cached.refreshMs) return cached.token;
    try {
      return await this.#refresh.join(signal);
    } catch (error) {
      signal.throwIfAborted();
      // The old token still has some minutes: a passing fault of Entra stops nothing.
      if (cached !== null && clock() < cached.expiresMs) return cached.token;
      throw error;
    }
  }

  async #acquire(signal: AbortSignal): Promise<string> {
    const { acquire, clock } = this.#options;
    const beganMs = clock();
    if (this.#failure !== null && beganMs < this.#failure.untilMs) throw this.#failure.error;
    try {
      const { token, lifetimeMs } = await acquire(signal);
      const aheadMs = Math.min(refreshAheadMs, lifetimeMs * refreshAheadShare);
      const expiresMs = beganMs + lifetimeMs;
      this.#cached = { token, expiresMs, refreshMs: expiresMs - aheadMs };
      this.#failure = null;
      this.#finished('ok', beganMs);
      return token;
    } catch (error) {
      signal.throwIfAborted();
      const askedMs = error instanceof AuthError ? error.retryAfterMs : undefined;
      this.#failure = { error, untilMs: clock() + Math.min(askedMs ?? failureHoldMs, longestHoldMs) };
      this.#finished(error instanceof AuthError ? error.code : 'error', beganMs);
      throw error;
    }
  }

  #finished(outcome: string, beganMs: number): void {
    const { tenantId, clock, events } = this.#options;
    events.requestFinished({ tenantId, operation: 'token', outcome, durationMs: clock() - beganMs });
  }
}
