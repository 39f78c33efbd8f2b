import { AuthError } from './auth-error.ts';
import { type Cloud, clouds, type EndpointOverrides, resolveCloud } from './clouds.ts';
import { authErrors } from './errors.ts';
import { type DiscoveryOptions, discoverTenant, type TenantFacts } from './tenant-discovery.ts';

/** A tenant as it is configured. */
export interface TenantAddress {
  /** GUID or domain. */
  readonly tenant: string;
  readonly cloud: Cloud;
  readonly overrides: EndpointOverrides;
}

/**
 * Finds a tenant: at the configured login host, and where that does not know it, at those of the other clouds. With a
 * login host of the operator's own, no other one is asked.
 * @throws AuthError AUTH_TENANT_NOT_FOUND and others, or the signal's reason
 */
export async function findTenant(address: TenantAddress, options: DiscoveryOptions): Promise<TenantFacts> {
  const { loginUrl } = resolveCloud(address.cloud, address.overrides);
  try {
    return await discoverTenant(loginUrl, address.tenant, options);
  } catch (error) {
    if (!isUnknown(error) || address.overrides.login !== undefined) throw error;
    return (await findElsewhere(address.tenant, loginUrl, options)) ?? Promise.reject(error);
  }
}

/** What it means that a tenant lives in another cloud than the configured one; null where it does not. */
export function otherCloudError(configured: Cloud, { cloud }: TenantFacts): AuthError | null {
  if (cloud === null || cloud === configured) return null;
  const detail = `this tenant lives in ${cloud}: set cloud: ${cloud}`;
  return new AuthError({ row: authErrors.otherCloud, kind: 'fatal', detail });
}

function isUnknown(error: unknown): boolean {
  return error instanceof AuthError && error.code === authErrors.tenantNotFound.code;
}

async function findElsewhere(
  tenant: string,
  asked: string,
  options: DiscoveryOptions,
): Promise<TenantFacts | null> {
  const hosts = new Set(Object.values(clouds).map(({ login }) => login));
  for (const host of [...hosts].filter((login) => login !== asked)) {
    const facts = await discoverTenant(host, tenant, options).catch(() => null);
    options.signal.throwIfAborted();
    if (facts !== null) return facts;
  }
  return null;
}
