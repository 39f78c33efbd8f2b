import { createCertificateProvider } from '../auth/certificate.ts';
import { createClientSecretProvider } from '../auth/client-secret.ts';
import { resolveCloud } from '../auth/clouds.ts';
import type { TokenProvider } from '../auth/token-provider.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import { createSteadyClock } from '../lib/steady-clock.ts';
import type { ApiClientOptions } from '../source/management-api/client.ts';
import { ServiceClock } from '../source/service-clock.ts';
import type { SourceEvents } from '../telemetry/events.ts';

export interface SourceBuildOptions {
  readonly config: Config;
  readonly tenant: TenantConfig;
  readonly trustedCertificates: readonly string[] | undefined;
  readonly events: SourceEvents;
  readonly clock: Clock;
}

/**
 * The tokens of a tenant, by the credential that is configured.
 * @throws AuthError when a certificate or key cannot be used
 */
export function buildTokenProvider(options: SourceBuildOptions): TokenProvider {
  const { config, tenant, trustedCertificates, events, clock } = options;
  const { loginUrl, managementAudience } = resolveCloud(tenant.cloud, tenant.endpoints);
  const common = {
    tenantId: tenant.id,
    clientId: tenant.auth.client_id,
    loginUrl,
    audience: managementAudience,
    timeoutMs: config.fetch.timeout,
    trustedCertificates,
    clock: createSteadyClock(clock),
    events,
  };
  switch (tenant.auth.method) {
    case 'client_secret':
      return createClientSecretProvider({ ...common, clientSecret: tenant.auth.client_secret });
    case 'certificate':
      return createCertificateProvider({
        ...common,
        certificate: tenant.auth.certificate,
        privateKey: tenant.auth.private_key,
      });
  }
}

/** What the Management API's client of a tenant is made of; its service clock tells the time that the API goes by. */
export function apiClientOptions(
  options: SourceBuildOptions,
  tokenProvider: TokenProvider,
): ApiClientOptions & { readonly serviceClock: ServiceClock } {
  const { config, tenant, trustedCertificates, events, clock: wall } = options;
  const clock = createSteadyClock(wall);
  return {
    tenantId: tenant.id,
    managementUrl: resolveCloud(tenant.cloud, tenant.endpoints).managementUrl,
    tokenProvider,
    concurrency: config.fetch.concurrency,
    requestsPerMinute: config.fetch.requests_per_minute,
    timeoutMs: config.fetch.timeout,
    trustedCertificates,
    events,
    clock,
    serviceClock: new ServiceClock({ steady: clock, wall }),
    sleep: abortableSleep,
    random: Math.random,
  };
}
