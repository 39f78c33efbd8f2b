import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';
import { findTenant, otherCloudError, type TenantAddress } from './find-tenant.ts';
import type { DiscoveryOptions } from './tenant-discovery.ts';
import type { TokenProvider } from './token-provider.ts';

/** Refusals behind which a tenant of another cloud may be. */
const suspects: ReadonlySet<string> = new Set([
  authErrors.otherCloud.code,
  authErrors.tenantNotFound.code,
  authErrors.resourceNotFound.code,
]);

/**
 * The same tokens; where Entra refuses one because the tenant is not of this cloud, the error names the cloud that it is
 * of. A refusal is looked into once: what it says does not change until the configuration does.
 */
export function namingCloud(
  provider: TokenProvider,
  address: TenantAddress,
  discovery: Omit<DiscoveryOptions, 'signal'>,
): TokenProvider {
  let explained: AuthError | null = null;
  return {
    async getToken(options) {
      try {
        return await provider.getToken(options);
      } catch (error) {
        if (!(error instanceof AuthError) || !suspects.has(error.code)) throw error;
        explained ??= await explain(error, address, { ...discovery, signal: options.signal });
        throw explained;
      }
    },
  };
}

async function explain(
  error: AuthError,
  address: TenantAddress,
  options: DiscoveryOptions,
): Promise<AuthError> {
  try {
    return otherCloudError(address.cloud, await findTenant(address, options)) ?? error;
  } catch {
    options.signal.throwIfAborted();
    return error;
  }
}
