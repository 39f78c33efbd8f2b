import { type LedgerStatus, readStatus } from '../checkpoint/read-status.ts';
import type { Config } from '../config/config.ts';
import { formatProblem } from '../config/config-error.ts';
import type { TenantFileProblem } from '../config/tenant-files.ts';
import { errorMessage } from '../lib/error-message.ts';
import { statusContext } from './status-context.ts';
import { type TenantStatus, tenantStatuses } from './tenant-status.ts';

/** A file of a tenant that cannot be used. */
export interface BrokenTenantFile {
  readonly file: string;
  /** Null where even that cannot be read from it. */
  readonly tenant: string | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What `status --json` and /status tell. */
export interface WholeStatus extends LedgerStatus {
  readonly tenants: readonly TenantStatus[];
  readonly tenant_files: readonly BrokenTenantFile[];
}

/**
 * What the ledger knows, and what is to be known of the tenants.
 * @param problems files of tenants that cannot be used
 * @throws CodedError where the ledger cannot be read
 */
export function wholeStatus(
  config: Pick<Config, 'tenants' | 'checkpoint'>,
  problems: readonly TenantFileProblem[],
  nowMs: number,
): WholeStatus {
  const known = readStatus(config.checkpoint.path, nowMs, statusContext(config, problems));
  return { ...known, tenants: tenantStatuses(config.tenants), tenant_files: problems.map(brokenTenantFile) };
}

function brokenTenantFile({ file, tenantId, error }: TenantFileProblem): BrokenTenantFile {
  const places = error.problems.map(formatProblem).join('; ');
  const message = places === '' ? errorMessage(error) : places;
  return { file, tenant: tenantId, code: error.code, message, remedy: error.remedy };
}
