import { fetch, polling } from './keys/collection-keys.ts';
import { filters } from './keys/filter-keys.ts';
import { proxy, tls } from './keys/network-keys.ts';
import { checkpoint, documents, enrich, http, log } from './keys/operation-keys.ts';
import { output } from './keys/output-keys.ts';
import {
  type GivenElsewhere,
  tenantDefaults,
  tenants,
  tenantsDir,
  type tenantType,
} from './keys/tenant-set-keys.ts';
import { object } from './types/compound-types.ts';
import type { Infer } from './types/value-type.ts';

/**
 * The schema of the whole configuration: types, defaults, validation, documentation, example and error texts come from
 * it. Which keys of a tenant must be given depends on what stands elsewhere in the same file.
 */
export function configSchemaWith(elsewhere: GivenElsewhere) {
  return object({
    tenants: tenants(elsewhere),
    tenants_dir: tenantsDir,
    tenant_defaults: tenantDefaults,
    polling,
    fetch,
    filters,
    enrich,
    documents,
    tls,
    proxy,
    output,
    checkpoint,
    http,
    log,
  });
}

/** The schema where nothing stands elsewhere, which is what the documentation describes. */
export const configSchema = configSchemaWith({ defaults: [], folder: false });

/**
 * The configuration as the daemon reads it: frozen, keys as in the YAML, durations in milliseconds, sizes in bytes,
 * paths absolute, defaults filled, secrets read.
 */
export type Config = Infer<typeof configSchema>;
export type TenantConfig = Infer<ReturnType<typeof tenantType>>;
export type Cloud = TenantConfig['cloud'];
export type ContentType = TenantConfig['content_types'][number];
export type FiltersConfig = Config['filters'];
export type ElasticsearchConfig = Extract<
  Config['output'],
  { readonly elasticsearch: unknown }
>['elasticsearch'];
export type FileOutputConfig = Extract<Config['output'], { readonly file: unknown }>['file'];
