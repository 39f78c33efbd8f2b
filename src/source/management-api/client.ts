import { AuthError } from '../../auth/auth-error.ts';
import { timesOf } from '../../auth/token-claims.ts';
import type { TokenProvider } from '../../auth/token-provider.ts';
import type { Clock } from '../../lib/clock.ts';
import { createHttpClient, type SendRequest } from '../../lib/http-request.ts';
import type { Network } from '../../lib/network.ts';
import { NetworkFailure } from '../../lib/network-failure.ts';
import { quotable } from '../../lib/quotable.ts';
import type { HttpAnswer, ReceivedAnswer } from '../../lib/receive-answer.ts';
import type { SourceEvents } from '../../telemetry/events.ts';
import { ServiceClock } from '../service-clock.ts';
import { SourceError } from '../source-error.ts';
import {
  type ApiFailure,
  classifyAnswer,
  classifyNetworkFailure,
  type Operation,
} from './classify-answer.ts';
import { sourceErrors } from './errors.ts';
import { ownAddress } from './own-address.ts';
import { withPublisherIdentifier } from './publisher-identifier.ts';
import { RequestQueue, type RequestQueueOptions, type Turn } from './request-queue.ts';
import { longestAskedMs } from './tenant-pause.ts';
import { TokenRenewal } from './token-renewal.ts';

export interface ApiClientOptions extends Omit<RequestQueueOptions, 'onWaited'> {
  readonly tenantId: string;
  /** The API's root without a trailing slash; the token goes to no other origin. */
  readonly managementUrl: string;
  /** As in ApiRoots. */
  readonly cloudUrl?: string | undefined;
  readonly tokenProvider: TokenProvider;
  readonly timeoutMs: number;
  readonly network: Network;
  /** By default an HTTP client of its own. */
  readonly send?: SendRequest | undefined;
  /** Moves evenly: pauses and the quota are counted by it. */
  readonly clock: Clock;
  /** Hears each answer. By default one of the client's own, on its clock. */
  readonly serviceClock?: ServiceClock | undefined;
  readonly events: SourceEvents;
}

export interface ApiRequest {
  readonly operation: Operation;
  readonly url: string;
  readonly signal: AbortSignal;
  /** As in HttpRequest. */
  readonly onReceived?: ((bytes: number) => void) | undefined;
}

/** What one pass through the queue came to. */
interface Attempt {
  readonly token: string;
  readonly answer: ReceivedAnswer;
  /** Null for what came as it should. */
  readonly failure: SourceError | null;
}

const turns = {
  list_subscriptions: 'subscriptions',
  start_subscription: 'subscriptions',
  stop_subscription: 'subscriptions',
  list_content: 'list',
  fetch_blob: 'blob',
} as const satisfies Record<Operation, Turn>;

const eventOperations = {
  list_subscriptions: 'subscriptions',
  start_subscription: 'subscriptions',
  stop_subscription: 'subscriptions',
  list_content: 'list',
  fetch_blob: 'fetch',
} as const satisfies Record<Operation, string>;

const changes: ReadonlySet<Operation> = new Set(['start_subscription', 'stop_subscription']);

/** One tenant's way to the Management API: token, publisher identifier, quota, and what a failure means. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #send: SendRequest;
  readonly #queue: RequestQueue;
  readonly #renewal = new TokenRenewal();
  #toldPerMinute = 0;
  /** The time by the API's own clock. */
  readonly serviceClock: ServiceClock;

  constructor(options: ApiClientOptions) {
    const { timeoutMs, concurrency: maxSockets, network, clock, tenantId, events } = options;
    this.#options = options;
    this.serviceClock = options.serviceClock ?? new ServiceClock({ steady: clock, wall: clock });
    this.#send = options.send ?? createHttpClient({ timeoutMs, maxSockets, network });
    this.#queue = new RequestQueue({
      ...options,
      onWaited: (waitMs) => events.requestsWaited({ tenantId, waitMs }),
    });
  }

  /** The address of an operation of the tenant's activity feed. */
  feedUrl(path: string, query: Readonly<Record<string, string>> = {}): string {
    const { managementUrl, tenantId } = this.#options;
    const search = new URLSearchParams(query).toString();
    return `${managementUrl}/api/v1.0/${tenantId}/activity/feed/${path}${search === '' ? '' : `?${search}`}`;
  }

  /**
   * Sends one request and gives back its answer: a 200, or a 204 where nothing is there to list. A refused token is replaced
   * once, as far as that promises anything.
   * Rejects with a SourceError, or with the signal's reason.
   */
  async send(request: ApiRequest): Promise<ReceivedAnswer> {
    const url = withPublisherIdentifier(ownAddress(request.url, this.#options), this.#options.tenantId);
    const ready = { ...request, url };
    const first = await this.#attempt(ready);
    const last = this.#isWorthAnother(first) ? await this.#attempt(ready, first.token) : first;
    if (last.failure !== null) throw last.failure;
    return last.answer;
  }

  #isWorthAnother({ answer, token, failure }: Attempt): boolean {
    const lacksPermission = failure?.code === sourceErrors.permissionMissing.code;
    return answer.status === 401 && this.#renewal.isWorthIt(token, lacksPermission, this.#options.clock());
  }

  #attempt(request: ApiRequest, refused?: string): Promise<Attempt> {
    const { operation, signal } = request;
    const pass = async (): Promise<Attempt> => {
      const token = await this.#token(signal, refused);
      const sentMs = this.#options.clock();
      if (refused !== undefined) this.#renewal.renewed(token, sentMs);
      const answer = await this.#exchange(request, token, sentMs);
      // A body that takes long to come says little about when its head was made.
      if (operation !== 'fetch_blob') this.#hearTime(answer, sentMs, token);
      const failure = this.#judge(answer, operation, token, sentMs);
      if (failure === null) this.#renewal.accepted(token);
      this.#finished(operation, failure?.code ?? 'ok', sentMs);
      return { token, answer, failure };
    };
    return this.#queue.run(turns[operation], pass, signal);
  }

  #hearTime({ headers }: HttpAnswer, sentMs: number, token: string): void {
    // A page for people comes from something in between, whose clock is nobody's business.
    if (headers['content-type']?.includes('html') === true) return;
    const { clock, tenantId, events } = this.#options;
    const times = { sentMs, receivedMs: clock() };
    const reading = this.serviceClock.hear(headers, times, () => timesOf(token));
    if (reading !== null) events.clockCompared({ tenantId, ...reading });
  }

  async #token(signal: AbortSignal, refused: string | undefined): Promise<string> {
    try {
      return await this.#options.tokenProvider.getToken({ signal, refused });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const row = { code: error.code, meaning: error.message, remedy: error.remedy };
      // All who wait for one token meet the same cause, by which the log knows that they do.
      throw sourceError({ row, kind: error.kind, retryAfterMs: error.retryAfterMs }, error);
    }
  }

  async #exchange(
    { operation, url, signal, onReceived }: ApiRequest,
    token: string,
    sentMs: number,
  ): Promise<ReceivedAnswer> {
    const method = changes.has(operation) ? 'POST' : 'GET';
    try {
      const headers = { authorization: `Bearer ${token}` };
      return await this.#send({ method, url, headers, signal, onReceived });
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      const failure = classifyNetworkFailure(error);
      this.#finished(operation, failure.row.code, sentMs);
      throw sourceError(failure);
    }
  }

  /** Null for what came as it should; otherwise what it means, after the tenant was paused if the service asked for it. */
  #judge(answer: HttpAnswer, operation: Operation, token: string, sentMs: number): SourceError | null {
    if (answer.status === 200 || (answer.status === 204 && operation !== 'fetch_blob')) {
      this.#queue.answered(sentMs);
      this.#tellRate();
      return null;
    }
    const failure = classifyAnswer(answer, operation, this.serviceClock.now());
    const detail = quotable(failure.detail, [token]);
    return sourceError({ ...failure, detail, retryAfterMs: this.#hold(failure, sentMs) });
  }

  /** The start rule names a wait too, but for starts only. */
  #hold({ row, retryAfterMs }: ApiFailure, sentMs: number): number | undefined {
    const { tenantId, events } = this.#options;
    const asksToSlowDown = row === sourceErrors.throttled || retryAfterMs !== undefined;
    if (!asksToSlowDown || row === sourceErrors.startLimited) {
      // Whatever else is wrong, the service does not ask to slow down any more.
      this.#queue.answered(sentMs);
      return retryAfterMs;
    }
    const { waitMs, isNew } = this.#queue.throttled(sentMs, retryAfterMs);
    events.answerThrottled({ tenantId });
    if (isNew) events.tenantThrottled({ tenantId, waitMs });
    this.#tellRate();
    return waitMs;
  }

  #tellRate(): void {
    const { tenantId, events } = this.#options;
    const perMinute = Math.round(this.#queue.requestsPerMinute);
    if (perMinute === this.#toldPerMinute) return;
    this.#toldPerMinute = perMinute;
    events.rateChanged({ tenantId, perMinute });
  }

  #finished(operation: Operation, outcome: string, sentMs: number): void {
    const { tenantId, clock, events } = this.#options;
    const durationMs = clock() - sentMs;
    events.requestFinished({ tenantId, operation: eventOperations[operation], outcome, durationMs });
  }
}

/** However long somebody asks to wait, such as the login host, what waits is tried again in an hour. */
function sourceError(
  failure: Omit<ApiFailure, 'detail'> & { readonly detail?: string },
  cause?: AuthError,
): SourceError {
  const { row, kind, detail, retryAfterMs: askedMs } = failure;
  const retryAfter = askedMs === undefined ? {} : { retryAfterMs: Math.min(askedMs, longestAskedMs) };
  return new SourceError(row, kind, detail, { ...retryAfter, cause });
}
