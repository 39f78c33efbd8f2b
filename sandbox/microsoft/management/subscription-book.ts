/** One subscription, as the service keeps it. */
export interface Subscription {
  /** The content type as the client spelled it; the service repeats that. */
  readonly contentType: string;
  readonly status: 'enabled' | 'disabled';
  /** When it was last enabled, epoch milliseconds. */
  readonly enabledMs: number;
}

/** Subscriptions and the times of start requests, by tenant and content type. */
export class SubscriptionBook {
  readonly #subscriptions = new Map<string, Map<string, Subscription>>();
  readonly #started = new Map<string, number>();

  find(tenantId: string, contentType: string): Subscription | undefined {
    return this.#subscriptions.get(tenantId)?.get(contentType.toLowerCase());
  }

  list(tenantId: string): readonly Subscription[] {
    return [...(this.#subscriptions.get(tenantId)?.values() ?? [])];
  }

  put(tenantId: string, subscription: Subscription): void {
    const ofTenant = this.#subscriptions.get(tenantId) ?? new Map<string, Subscription>();
    this.#subscriptions.set(tenantId, ofTenant.set(subscription.contentType.toLowerCase(), subscription));
  }

  /** When a start was last asked for, whatever came of it. */
  lastStart(tenantId: string, contentType: string): number | undefined {
    return this.#started.get(`${tenantId}/${contentType.toLowerCase()}`);
  }

  noteStart(tenantId: string, contentType: string, now: number): void {
    this.#started.set(`${tenantId}/${contentType.toLowerCase()}`, now);
  }
}
