import { type Config, configSchemaWith, type TenantConfig } from './config.ts';
import { deepFreeze } from './deep-freeze.ts';
import { tenantType } from './keys/tenant-set-keys.ts';
import { type ParseOptions, parseSettings } from './parse-settings.ts';
import { entryOf } from './types/read-keys.ts';

/**
 * The configuration in the text of its file. The tenants are those of the file itself.
 * @throws ConfigError with every problem of the file
 */
export function parseConfig(text: string, options: ParseOptions): Config {
  const schemaFor = (data: unknown) => {
    const defaults = Object.keys(entryOf(data, 'tenant_defaults') ?? {});
    return configSchemaWith({ defaults, folder: entryOf(data, 'tenants_dir') !== undefined });
  };
  const config = parseSettings(text, schemaFor, options);
  const { tenants, tenant_defaults: defaults } = config;
  return deepFreeze({ ...config, tenants: tenants.map((tenant) => ({ ...defaults, ...tenant })) });
}

/**
 * The tenant in the text of a file of its own.
 * @param defaults what the configuration has for tenants that say nothing else
 * @throws ConfigError with every problem of the file
 */
export function parseTenant(
  text: string,
  defaults: Config['tenant_defaults'],
  options: ParseOptions,
): TenantConfig {
  const type = tenantType(Object.keys(defaults ?? {}));
  return deepFreeze({ ...defaults, ...parseSettings(text, () => type, options) });
}
