import { fetch, filters, polling } from './keys/collection-keys.ts';
import { checkpoint, documents, enrich, http, log, tls } from './keys/operation-keys.ts';
import { output } from './keys/output-keys.ts';
import { tenants } from './keys/tenant-keys.ts';
import { object } from './types/compound-types.ts';
import type { Infer } from './types/value-type.ts';

/** The schema of the whole configuration: types, defaults, validation, documentation, example and error texts come from it. */
export const configSchema = object({
  tenants,
  polling,
  fetch,
  filters,
  enrich,
  documents,
  tls,
  output,
  checkpoint,
  http,
  log,
});

/**
 * The configuration as the daemon reads it: frozen, keys as in the YAML, durations in milliseconds, sizes in bytes,
 * paths absolute, defaults filled, secrets read.
 */
export type Config = Infer<typeof configSchema>;
export type TenantConfig = Config['tenants'][number];
export type Cloud = TenantConfig['cloud'];
export type ContentType = TenantConfig['content_types'][number];
export type FiltersConfig = Config['filters'];
export type EnrichConfig = Config['enrich'];
export type ElasticsearchConfig = Extract<
  Config['output'],
  { readonly elasticsearch: unknown }
>['elasticsearch'];
export type FileOutputConfig = Extract<Config['output'], { readonly file: unknown }>['file'];
