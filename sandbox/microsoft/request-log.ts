/** One request that was answered. Holds no header and no body, so no token and no secret. */
export interface LoggedRequest {
  /** When it arrived, epoch milliseconds. */
  readonly at: number;
  /** `token`, `start`, `stop`, `list`, `content`, `blob`, ... or `unknown`. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** The query as sent, without its question mark. */
  readonly query: string;
  /** 0 when no answer was given. */
  readonly status: number;
  /** The error code of the API, such as AF429, or Entra's, such as AADSTS7000215. */
  readonly code: string | undefined;
  /** The answer reached its last byte. */
  readonly complete: boolean;
}

export interface OperationCount {
  requests: number;
  /** Answers by HTTP status. */
  readonly statuses: Record<string, number>;
  /** Answers by error code. */
  readonly codes: Record<string, number>;
}

/** Keeps the latest requests, at least `limit` of them, and counts all. */
export class RequestLog {
  readonly #limit: number;
  readonly #entries: LoggedRequest[] = [];
  readonly #counts = new Map<string, OperationCount>();
  readonly #listeners = new Set<(request: LoggedRequest) => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  add(request: LoggedRequest): void {
    this.#entries.push(request);
    if (this.#entries.length >= 2 * this.#limit) this.#entries.splice(0, this.#limit);
    const count = this.#counts.get(request.operation) ?? { requests: 0, statuses: {}, codes: {} };
    this.#counts.set(request.operation, count);
    count.requests += 1;
    count.statuses[request.status] = (count.statuses[request.status] ?? 0) + 1;
    if (request.code !== undefined) count.codes[request.code] = (count.codes[request.code] ?? 0) + 1;
    for (const listener of this.#listeners) listener(request);
  }

  counts(): Readonly<Record<string, OperationCount>> {
    return Object.fromEntries(this.#counts);
  }

  /** Calls back for every request from now on, when its answer has ended. Returns the way to end that. */
  onRequest(listener: (request: LoggedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
