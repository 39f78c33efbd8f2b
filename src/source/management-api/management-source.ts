import { SharedFlight } from '../../lib/shared-flight.ts';
import type { Source } from '../../model/source.ts';
import { ApiClient, type ApiClientOptions } from './client.ts';
import { fetchBlob } from './fetch-blob.ts';
import { listContent } from './list-content.ts';
import { readSubscriptions, type StartMemory, subscribe } from './subscriptions.ts';

export interface ManagementSourceOptions extends ApiClientOptions {
  /** By default the starts are forgotten when the process ends. */
  readonly starts?: StartMemory | undefined;
}

/** One tenant's audit records by the Office 365 Management Activity API. */
export function createManagementSource(options: ManagementSourceOptions): Source {
  const { sleep, random, events, starts = new Map() } = options;
  const client = new ApiClient(options);
  // A start is remembered by the service's clock, which another process will share.
  const clock = client.serviceClock.now;
  const listed = new SharedFlight((signal) => readSubscriptions(client, signal));
  return {
    subscribe: (stream, signal) => subscribe(stream, signal, { client, listed, clock, events, starts }),
    list: (stream, window, signal) =>
      listContent(stream.contentType, window, signal, { client, sleep, random }),
    fetch: (_stream, blob, signal, onReceived) => fetchBlob(client, blob, signal, onReceived),
  };
}
