import type { Config, TenantConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { cliErrors } from './errors.ts';

/**
 * The tenants that --tenant names by id or label; all of them where it was not given.
 * @throws CodedError TENANT_UNKNOWN
 */
export function selectTenants({ tenants }: Config, wanted: string | undefined): readonly TenantConfig[] {
  if (wanted === undefined) return tenants;
  const isWanted = ({ id, name }: TenantConfig) => id === wanted.toLowerCase() || name === wanted;
  const found = tenants.filter(isWanted);
  if (found.length > 0) return found;
  const known = tenants.map(({ id, name }) => (name === undefined ? id : `${name} (${id})`));
  throw new CodedError(cliErrors.tenantUnknown, `${wanted}; there are ${known.join(', ')}`);
}

type AuthConfig = TenantConfig['auth'];
type UserAuthConfig = Extract<AuthConfig, { readonly method: 'device_code' | 'authorization_code' }>;
export type UserTenantConfig = TenantConfig & { readonly auth: UserAuthConfig };

/**
 * Those of the selected tenants into which a person signs in.
 * @throws CodedError TENANT_UNKNOWN, LOGIN_NOT_NEEDED
 */
export function selectUserTenants(config: Config, wanted: string | undefined): readonly UserTenantConfig[] {
  const selected = selectTenants(config, wanted);
  const found = selected.filter(hasUserAuth);
  if (found.length > 0) return found;
  const methods = selected.map(({ id, name, auth }) => `${name ?? id} uses ${auth.method}`);
  throw new CodedError(cliErrors.loginNotNeeded, methods.join(', '));
}

function hasUserAuth(tenant: TenantConfig): tenant is UserTenantConfig {
  return tenant.auth.method === 'device_code' || tenant.auth.method === 'authorization_code';
}
