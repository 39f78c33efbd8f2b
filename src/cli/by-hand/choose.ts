import type { Config, TenantConfig } from '../../config/config.ts';
import { contentTypes } from '../../config/keys/tenant-keys.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { cliErrors } from '../errors.ts';

/**
 * The tenant that is meant by an id or a name; without either, every tenant of the configuration.
 * @throws CodedError CLI_TENANT_UNKNOWN
 */
export function chooseTenants(config: Config, wanted: string | undefined): readonly TenantConfig[] {
  if (wanted === undefined) return config.tenants;
  const key = wanted.toLowerCase();
  const chosen = config.tenants.filter(({ id, name }) => id === key || name?.toLowerCase() === key);
  if (chosen.length === 0) throw new CodedError(cliErrors.tenantUnknown, wanted);
  return chosen;
}

/**
 * Content types in the API's spelling, as they are named in any case; without any, those of the tenant.
 * @throws CodedError CLI_CONTENT_TYPE_UNKNOWN
 */
export function chooseContentTypes(
  tenant: TenantConfig,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined || wanted.length === 0) return tenant.content_types;
  return wanted.map((name) => {
    const known = contentTypes.find((contentType) => contentType.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new CodedError(cliErrors.contentTypeUnknown, name);
    return known;
  });
}
