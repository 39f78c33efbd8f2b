const MINUTE_MS = 60_000;

/** The times of a tenant's latest requests, as a ring as long as the quota. */
interface Ring {
  readonly times: number[];
  next: number;
}

/** So many requests per tenant in any 60 seconds; a refused one does not count. */
export class RequestQuota {
  readonly #perMinute: number;
  readonly #rings = new Map<string, Ring>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** @param now epoch milliseconds */
  admit(tenantId: string, now: number): boolean {
    const ring = this.#rings.get(tenantId) ?? { times: [], next: 0 };
    this.#rings.set(tenantId, ring);
    const oldest = ring.times[ring.next];
    if (oldest !== undefined && now - oldest < MINUTE_MS) return false;
    ring.times[ring.next] = now;
    ring.next = (ring.next + 1) % this.#perMinute;
    return true;
  }
}
