import type { StatusContext } from '../checkpoint/read-status.ts';
import type { Config } from '../config/config.ts';
import type { TenantFileProblem } from '../config/tenant-files.ts';
import { isNamedByGuid } from './resolve-tenant.ts';
import { streamsOf } from './streams.ts';

/**
 * What a reader of the ledger needs to know of the configuration.
 * @param broken files of tenants that cannot be used
 */
export function statusContext(
  config: Pick<Config, 'tenants' | 'checkpoint'>,
  broken: readonly TenantFileProblem[] = [],
): StatusContext {
  // Only the login host knows the GUIDs of domains, and status asks nobody: what may be theirs counts as theirs.
  const byDomain = config.tenants.filter((tenant) => !isNamedByGuid(tenant));
  return {
    contentTypesOfAnyTenant: byDomain.flatMap(({ content_types }) => content_types),
    streams: config.tenants.flatMap(streamsOf),
    tenants: broken.flatMap(({ tenantId }) => tenantId ?? []),
    deadLetterLimitBytes: config.checkpoint.dead_letter_limit,
  };
}
