import { resolveCloud } from '../auth/clouds.ts';
import type { TokenProvider } from '../auth/token-provider.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { atMost } from '../lib/at-most.ts';
import { createSteadyClock } from '../lib/steady-clock.ts';
import type { ApiClientOptions } from '../source/management-api/client.ts';
import { ServiceClock } from '../source/service-clock.ts';
import type { TokenBuildOptions } from './build-token-provider.ts';

export type SourceBuildOptions = TokenBuildOptions;

/** What the Management API's client of a tenant is made of; its service clock tells the time that the API goes by. */
export function apiClientOptions(
  options: SourceBuildOptions,
  tokenProvider: TokenProvider,
): ApiClientOptions & { readonly serviceClock: ServiceClock } {
  const { config, tenant, networks, send, events, clock: wall } = options;
  const clock = createSteadyClock(wall);
  const { managementUrl, cloudManagementUrl: cloudUrl } = resolveCloud(tenant.cloud, tenant.endpoints);
  return {
    tenantId: tenant.id,
    managementUrl,
    cloudUrl,
    tokenProvider,
    concurrency: config.fetch.concurrency,
    blobConcurrency: placesOfBlobs(config.fetch.concurrency),
    requestsPerMinute: config.fetch.requests_per_minute,
    timeoutMs: config.fetch.timeout,
    network: networks.management,
    send: send === undefined ? undefined : atMost(config.fetch.concurrency, send),
    events,
    clock,
    serviceClock: new ServiceClock({ steady: clock, wall }),
    sleep: abortableSleep,
    random: Math.random,
  };
}

/**
 * Listings and blobs share the places of a tenant, so a listing would wait for bodies that only trickle: of four places
 * and more blobs leave it one. Of fewer that would be too much of the whole.
 */
function placesOfBlobs(concurrency: number): number {
  return concurrency < 4 ? concurrency : concurrency - 1;
}
