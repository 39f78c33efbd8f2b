import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';
import { findTenant, otherCloudError, type TenantAddress } from './find-tenant.ts';
import type { DiscoveryOptions } from './tenant-discovery.ts';
import type { TokenOptions, TokenProvider } from './token-provider.ts';

/** Refusals of Entra behind which a tenant of another cloud may be. */
const suspects: ReadonlySet<string> = new Set([
  authErrors.otherCloud.code,
  authErrors.tenantNotFound.code,
  authErrors.resourceNotFound.code,
]);

/**
 * The same tokens; where Entra refuses to give one, or the API to take one, because the tenant is not of this cloud, the
 * error names the cloud that it is of. GCC shows at the API only: its tenants live in the worldwide Entra.
 */
export function namingCloud(
  provider: TokenProvider,
  address: TenantAddress,
  discovery: Omit<DiscoveryOptions, 'signal'>,
): TokenProvider {
  return new CloudNamingProvider(provider, address, discovery);
}

class CloudNamingProvider implements TokenProvider {
  readonly #provider: TokenProvider;
  readonly #address: TenantAddress;
  readonly #discovery: Omit<DiscoveryOptions, 'signal'>;
  /** What was found out, once: it does not change until the configuration does. Undefined before. */
  #elsewhere: AuthError | null | undefined;

  constructor(provider: TokenProvider, address: TenantAddress, discovery: Omit<DiscoveryOptions, 'signal'>) {
    this.#provider = provider;
    this.#address = address;
    this.#discovery = discovery;
  }

  async getToken(options: TokenOptions): Promise<string> {
    if (options.refused !== undefined) await this.#refuseOtherCloud(options.signal);
    try {
      return await this.#provider.getToken(options);
    } catch (error) {
      if (error instanceof AuthError && suspects.has(error.code)) {
        await this.#refuseOtherCloud(options.signal);
      }
      throw error;
    }
  }

  /** Rejects when the tenant is known to live elsewhere; a look-up that fails says nothing. */
  async #refuseOtherCloud(signal: AbortSignal): Promise<void> {
    if (this.#elsewhere === undefined) {
      try {
        const facts = await findTenant(this.#address, { ...this.#discovery, signal });
        this.#elsewhere = otherCloudError(this.#address.cloud, facts);
      } catch {
        signal.throwIfAborted();
      }
    }
    if (this.#elsewhere != null) throw this.#elsewhere;
  }
}
