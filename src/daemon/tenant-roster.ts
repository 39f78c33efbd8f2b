import { authErrors } from '../auth/errors.ts';
import type { TenantConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';

/** The tenants that are collected at the moment, by where they are configured; each as far as it is known. */
export class TenantRoster {
  readonly #tenants = new Map<string, TenantConfig>();

  has(place: string): boolean {
    return this.#tenants.has(place);
  }

  tenants(): readonly TenantConfig[] {
    return [...this.#tenants.values()];
  }

  /**
   * Enters a tenant, or what was found out about it.
   * @throws CodedError AUTH_TENANT_TWICE: only its GUID shows that it is one that is entered already
   */
  enter(place: string, tenant: TenantConfig): void {
    for (const [other, { id, content_types: types }] of this.#tenants) {
      const shared = id === tenant.id && tenant.content_types.find((type) => types.includes(type));
      if (other !== place && shared) throw new CodedError(authErrors.tenantTwice, `${id} ${shared}`);
    }
    this.#tenants.set(place, tenant);
  }

  /** The tenant as far as it was known. */
  leave(place: string): TenantConfig | undefined {
    const tenant = this.#tenants.get(place);
    this.#tenants.delete(place);
    return tenant;
  }
}
