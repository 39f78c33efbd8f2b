import { type Config, configSchemaWith, type TenantConfig } from './config.ts';
import { deepFreeze } from './deep-freeze.ts';
import { tenantType } from './keys/tenant-set-keys.ts';
import { type ParseOptions, parseSettings, settingsSchema } from './parse-settings.ts';
import { entryOf } from './types/read-keys.ts';

/**
 * The configuration in the text of its file. The tenants are those of the file itself.
 * @throws ConfigError with every problem of the file
 */
export function parseConfig(text: string, options: ParseOptions): Config {
  const schemaFor = (data: unknown) => {
    const defaults = Object.keys(entryOf(data, 'tenant_defaults') ?? {});
    const folder = entryOf(data, 'tenants_dir') !== undefined;
    return settingsSchema(configSchemaWith({ defaults, folder }));
  };
  const config = parseSettings(text, schemaFor, options);
  const { tenants, tenant_defaults: defaults } = config;
  return deepFreeze({ ...config, tenants: tenants.map((tenant) => ({ ...defaults, ...tenant })) });
}

/** Reads the tenant in the text of a file of its own. Throws a ConfigError with every problem of the file. */
export type ParseTenant = (text: string, options: ParseOptions) => TenantConfig;

/** @param defaults what the configuration has for tenants that say nothing else */
export function tenantParser(defaults: Config['tenant_defaults']): ParseTenant {
  const schema = settingsSchema(tenantType(Object.keys(defaults ?? {})));
  return (text, options) => deepFreeze({ ...defaults, ...parseSettings(text, () => schema, options) });
}
