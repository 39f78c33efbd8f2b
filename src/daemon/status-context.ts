import type { StatusContext } from '../checkpoint/read-status.ts';
import type { Config } from '../config/config.ts';
import type { TenantFileProblem } from '../config/tenant-files.ts';
import { streamsOf } from './streams.ts';

/**
 * What a reader of the ledger needs to know of the configuration.
 * @param broken files of tenants that cannot be used
 */
export function statusContext(
  config: Pick<Config, 'tenants' | 'checkpoint'>,
  broken: readonly TenantFileProblem[] = [],
): StatusContext {
  return {
    streams: config.tenants.flatMap(streamsOf),
    tenants: broken.flatMap(({ tenantId }) => tenantId ?? []),
    deadLetterLimitBytes: config.checkpoint.dead_letter_limit,
  };
}
