/** One stream = one tenant x one content type. Everything that progresses, progresses per stream. */
export interface Stream {
  readonly tenantId: string;
  /** The operator's label for the tenant, or its id where none is configured. */
  readonly tenantName: string;
  readonly contentType: string;
  /** Namespace of the data stream that the tenant's documents go to. */
  readonly namespace: string;
}

/** Where the API stands with a stream's subscription. */
export type SubscriptionState = 'enabled' | 'started' | 'start_deferred';
