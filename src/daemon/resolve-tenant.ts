import { findTenant, otherCloudError } from '../auth/find-tenant.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import { createHttpClient, type SendRequest } from '../lib/http-request.ts';
import { networksOf } from './networks.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a tenant is named by its GUID rather than by a domain. */
export function isNamedByGuid({ id }: TenantConfig): boolean {
  return guid.test(id);
}

/**
 * The tenant with its GUID: the Management API, the ledger and the documents know tenants by that only.
 * @throws AuthError when its domain is unknown or of another cloud, or the login host cannot be asked
 */
export async function resolveTenant(
  tenant: TenantConfig,
  options: { readonly send: SendRequest; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<TenantConfig> {
  if (isNamedByGuid(tenant)) return tenant;
  const address = { tenant: tenant.id, cloud: tenant.cloud, overrides: tenant.endpoints };
  const facts = await findTenant(address, options);
  const elsewhere = otherCloudError(tenant.cloud, facts);
  if (elsewhere !== null) throw elsewhere;
  return { ...tenant, id: facts.tenantId, name: tenant.name ?? tenant.id };
}

/** Looks tenants up for a command that a person waits for. */
export function tenantResolver(config: Config, clock: Clock, signal: AbortSignal) {
  const send = createHttpClient({
    timeoutMs: config.fetch.timeout,
    maxSockets: 2,
    network: networksOf(config).login,
  });
  return (tenant: TenantConfig) => resolveTenant(tenant, { send, clock, signal });
}
