import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Clock } from '../lib/clock.ts';
import type { SendRequest } from '../lib/http-request.ts';
import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import { NetworkFailure } from '../lib/network-failure.ts';
import type { HttpAnswer } from '../lib/receive-answer.ts';
import type { AuthFailure } from './auth-error.ts';
import { classifyIdentityAnswer, classifyIdentityNetworkFailure } from './classify-identity-answer.ts';
import { lifetimeOf, unknownLifetimeMs } from './token-lifetime.ts';

/** The network of one MSAL call to the managed identity endpoint of this machine, and a memory of what came back. */
export class IdentityExchange implements INetworkModule {
  readonly #send: SendRequest;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  failure: AuthFailure | null = null;
  lifetimeMs = unknownLifetimeMs;

  constructor(send: SendRequest, clock: Clock, signal: AbortSignal) {
    this.#send = send;
    this.#clock = clock;
    this.#signal = signal;
  }

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return await this.#exchange('GET', url, options);
  }

  /** Azure Cloud Shell and Azure Machine Learning. */
  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return await this.#exchange('POST', url, options);
  }

  async #exchange<T>(
    method: 'GET' | 'POST',
    url: string,
    { headers = {}, body }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const payload = body === undefined ? {} : { body };
    const answer = await this.#ask(() =>
      this.#send({ method, url, headers, ...payload, signal: this.#signal }),
    );
    const text = answer.body.toString('utf8');
    const parsed = tryParseJson(text);
    const challenge = String(answer.headers['www-authenticate'] ?? '');
    // Azure Arc first names a file that only its users can read; MSAL asks again with what is in it.
    if (answer.status === 401 && challenge.includes('Basic realm=') && headers.Authorization === undefined) {
      const nothing: T = JSON.parse('{}');
      return { status: 401, headers: { 'www-authenticate': challenge }, body: nothing };
    }
    if (answer.status !== 200 || !isJsonObject(parsed) || typeof parsed.access_token !== 'string') {
      this.failure = classifyIdentityAnswer({ ...answer, body: text }, this.#clock());
      throw new Error('no token in the answer');
    }
    this.lifetimeMs = lifetimeOf(parsed, this.#clock()) ?? unknownLifetimeMs;
    const token: T = JSON.parse(text);
    return { status: 200, headers: {}, body: token };
  }

  async #ask(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof NetworkFailure) this.failure = classifyIdentityNetworkFailure(error);
      throw error;
    }
  }
}
