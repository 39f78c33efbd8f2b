import { list, object } from '../types/compound-types.ts';
import { path } from '../types/scalar-types.ts';
import { type Key, optional, required, withDefault } from '../types/value-type.ts';
import { tenantKeys } from './tenant-keys.ts';

/** What stands elsewhere, and so need not be given here. */
export interface GivenElsewhere {
  /** Keys of a tenant that `tenant_defaults` has. */
  readonly defaults: readonly string[];
  /** There is a `tenants_dir`, so that the list may be absent. */
  readonly folder: boolean;
}

/**
 * One tenant; a key that `defaults` names may be absent, and is then absent in the result: whoever reads it puts the
 * default there.
 */
export function tenantType(defaults: readonly string[]) {
  const inherited = Object.entries(tenantKeys).filter(([name]) => defaults.includes(name));
  const loose = inherited.map(([name, { type, about }]) => [name, optional<unknown>(type, { about })]);
  // TypeScript cannot follow keys that are exchanged one by one; with the defaults in place the type is right.
  const keys = { ...tenantKeys, ...Object.fromEntries(loose) } as typeof tenantKeys;
  return object(keys);
}

const tenantsDoc = {
  about:
    'The tenants whose audit records are collected. Required unless `tenants_dir` names a folder of them.',
};

/** The list of tenants. */
export function tenants({ defaults, folder }: GivenElsewhere) {
  const type = list(tenantType(defaults), { minItems: folder ? 0 : 1 });
  return folder ? withDefault(type, [], tenantsDoc) : required(type, tenantsDoc);
}

export const tenantsDir = optional(path('the path of a folder'), {
  about:
    'Folder with a YAML file for each tenant (`*.yaml`, `*.yml`), with the keys of an entry of `tenants`. Files may come, change and go while the daemon runs; paths in them start at the folder.',
  example: './tenants',
});

function inherit<T>(key: Key<T>) {
  return optional(key.type, { about: key.about });
}

export const tenantDefaults = optional(
  object({
    cloud: inherit(tenantKeys.cloud),
    endpoints: inherit(tenantKeys.endpoints),
    auth: inherit(tenantKeys.auth),
    content_types: inherit(tenantKeys.content_types),
    data_stream_namespace: inherit(tenantKeys.data_stream_namespace),
    filters: inherit(tenantKeys.filters),
  }),
  {
    about:
      'Keys of a tenant, but for `id` and `name`, for every tenant that does not give them itself, such as the `auth` of one app in all tenants. A key is taken whole or not at all.',
    example: { data_stream_namespace: 'customers' },
    sameKeysAs: 'tenants[]',
  },
);
