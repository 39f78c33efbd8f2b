import { AuthError } from '../auth/auth-error.ts';
import { authErrors } from '../auth/errors.ts';
import { findTenant, otherCloudError } from '../auth/find-tenant.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import { createHttpClient, type SendRequest } from '../lib/http-request.ts';
import { retryDelayMs } from '../lib/retry-delay.ts';
import { trustedCertificates } from '../lib/trusted-certificates.ts';
import type { Run } from './run.ts';

const retry = { baseMs: 1_000, maxMs: 30_000, random: Math.random };
/** Attempts of one pass at reaching the login host at the start. */
const passAttempts = 4;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Looks one tenant up. Rejects with an AuthError, or with the signal's reason. */
export type ResolveTenant = (tenant: TenantConfig) => Promise<TenantConfig>;

/**
 * The configuration with the GUID of each tenant that is named by a domain: the Management API, the ledger and the
 * documents know tenants by their GUID only. A login host that cannot be reached is a matter of waiting for the daemon.
 * @throws AuthError when a domain is unknown or the tenant of another cloud; CodedError AUTH_TENANT_TWICE
 */
export async function resolveTenants(
  run: Pick<Run, 'config' | 'clock' | 'once' | 'stop' | 'logger'>,
): Promise<Config> {
  const { config, clock, stop } = run;
  const signal = stop.stopping;
  const resolve = tenantResolver(config, clock, signal);
  const untilFound = async (tenant: TenantConfig): Promise<TenantConfig> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await resolve(tenant);
      } catch (error) {
        signal.throwIfAborted();
        const isPassing = error instanceof AuthError && error.kind === 'retry';
        if (!isPassing || (run.once && attempt >= passAttempts)) throw error;
        const delayMs = retryDelayMs(attempt, retry);
        run.logger.error(
          { tenant: tenant.id, err: error, delay_ms: delayMs },
          'the tenant is not found yet; trying again',
        );
        await abortableSleep(delayMs, signal);
      }
    }
  };
  const tenants = await Promise.all(config.tenants.map(untilFound));
  refuseRepeated(tenants);
  return { ...config, tenants };
}

/** Looks tenants up at their login hosts; one that is named by its GUID is what it is. */
export function tenantResolver(config: Config, clock: Clock, signal: AbortSignal): ResolveTenant {
  const send: SendRequest = createHttpClient({
    timeoutMs: config.fetch.timeout,
    maxSockets: 2,
    trustedCertificates: trustedCertificates(config.tls.ca ?? null),
  });
  return async (tenant) => {
    if (guid.test(tenant.id)) return tenant;
    const address = { tenant: tenant.id, cloud: tenant.cloud, overrides: tenant.endpoints };
    const facts = await findTenant(address, { send, clock, signal });
    const elsewhere = otherCloudError(tenant.cloud, facts);
    if (elsewhere !== null) throw elsewhere;
    return { ...tenant, id: facts.tenantId, name: tenant.name ?? tenant.id };
  };
}

/** The configuration was checked for repeated names; only now it shows which names are one tenant. */
function refuseRepeated(tenants: readonly TenantConfig[]): void {
  const seen = new Set<string>();
  for (const { id, content_types } of tenants) {
    for (const stream of content_types.map((type) => `${id} ${type}`)) {
      if (seen.has(stream)) throw new CodedError(authErrors.tenantTwice, stream);
      seen.add(stream);
    }
  }
}
