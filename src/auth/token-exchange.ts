import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Clock } from '../lib/clock.ts';
import type { SendRequest } from '../lib/http-request.ts';
import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import { NetworkFailure } from '../lib/network-failure.ts';
import { quotable } from '../lib/quotable.ts';
import type { HttpAnswer } from '../lib/receive-answer.ts';
import { stripBom } from '../lib/strip-bom.ts';
import type { AuthFailure } from './auth-error.ts';
import { classifyNetworkFailure, classifyTokenError } from './classify-token-error.ts';
import { lifetimeOf, unknownLifetimeMs } from './token-lifetime.ts';

/**
 * The network of one MSAL call to Entra: our own HTTP client, and a memory of what came back.
 * MSAL turns each failure into an error of its own that drops half of what the service said; `failure` keeps it.
 */
export class TokenExchange implements INetworkModule {
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

  async sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    throw new Error('all metadata is given, so MSAL has nothing to discover');
  }

  async sendPostRequestAsync<T>(
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const { headers = {}, body = '' } = options;
    this.failure = null;
    const answer = await this.#post(url, headers, body);
    const text = stripBom(answer.body.toString('utf8'));
    if (answer.status !== 200 || !this.#isWhatWasAskedFor(text)) {
      const said = classifyTokenError({ ...answer, body: text }, this.#clock());
      this.failure = { ...said, detail: quotable(said.detail ?? '', secretsIn(body)) };
      throw new Error('no token in the answer');
    }
    const parsed: T = JSON.parse(text);
    return { status: answer.status, headers: {}, body: parsed };
  }

  async #post(url: string, headers: Record<string, string>, body: string): Promise<HttpAnswer> {
    try {
      return await this.#send({ method: 'POST', url, headers, body, signal: this.#signal });
    } catch (error) {
      if (error instanceof NetworkFailure) this.failure = classifyNetworkFailure(error);
      throw error;
    }
  }

  /** A token, or the device code that a token will be asked for with. */
  #isWhatWasAskedFor(text: string): boolean {
    const answer = tryParseJson(text);
    if (!isJsonObject(answer)) return false;
    this.lifetimeMs = lifetimeOf(answer, this.#clock()) ?? unknownLifetimeMs;
    return [answer.access_token, answer.device_code].some((part) => typeof part === 'string' && part !== '');
  }
}

const secretFields = [
  'client_secret',
  'client_assertion',
  'refresh_token',
  'code',
  'code_verifier',
  'device_code',
];

/** What the form of a token request holds that nobody may see, as it is and as it was encoded. */
function secretsIn(form: string): readonly string[] {
  const fields = new URLSearchParams(form);
  const secrets = secretFields.map((name) => fields.get(name) ?? '');
  return [...secrets, ...secrets.map(encodeURIComponent)];
}
