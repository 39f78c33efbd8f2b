import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Sleep } from '../lib/abortable-sleep.ts';
import { authErrors } from './errors.ts';
import type { TokenExchange } from './token-exchange.ts';

/** Each `slow_down` makes the interval so much longer (RFC 8628, section 3.5). */
const slowerMs = 5_000;

/**
 * The network while MSAL polls for a device code. MSAL goes on after "authorization_pending" only: it knows no
 * "slow_down" and gives up after one passing fault. Here both mean: not yet.
 */
export class PollingExchange implements INetworkModule {
  readonly #exchange: TokenExchange;
  readonly #sleep: Sleep;
  readonly #signal: AbortSignal;
  #extraMs = 0;

  constructor(exchange: TokenExchange, sleep: Sleep, signal: AbortSignal) {
    this.#exchange = exchange;
    this.#sleep = sleep;
    this.#signal = signal;
  }

  sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    return this.#exchange.sendGetRequestAsync();
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const isPoll = new URLSearchParams(options?.body).has('device_code');
    if (isPoll && this.#extraMs > 0) await this.#sleep(this.#extraMs, this.#signal);
    try {
      return await this.#exchange.sendPostRequestAsync(url, options);
    } catch (error) {
      const { failure } = this.#exchange;
      if (!isPoll || failure?.kind !== 'retry') throw error;
      if (failure.row === authErrors.throttled) this.#extraMs += slowerMs;
      const pending: T = JSON.parse('{"error":"authorization_pending"}');
      return { status: 400, headers: {}, body: pending };
    }
  }
}
