import { formatProblem } from '../../config/config-error.ts';
import type { TenantFileProblem } from '../../config/tenant-files.ts';
import { errorMessage } from '../../lib/error-message.ts';

/** A file of a tenant that cannot be used, as `status --json` tells it. */
export interface BrokenTenantFile {
  readonly file: string;
  /** Null where even that cannot be read from it. */
  readonly tenant: string | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export function brokenTenantFiles(problems: readonly TenantFileProblem[]): readonly BrokenTenantFile[] {
  return problems.map(({ file, tenantId, error }) => {
    const places = error.problems.map(formatProblem).join('; ');
    const message = places === '' ? errorMessage(error) : places;
    return { file, tenant: tenantId, code: error.code, message, remedy: error.remedy };
  });
}

/** Which tenants are configured by a file that cannot be used, and why. Empty where there is none. */
export function tenantFilesText(files: readonly BrokenTenantFile[]): string {
  return files.map((one) => `${line(one)}\n`).join('');
}

function line({ file, tenant, message, code }: BrokenTenantFile): string {
  const whose = tenant ?? 'its tenant, which may show as not configured,';
  return `BROKEN FILE ${file}: ${whose} is left out at the next start; a daemon that runs keeps to the last good version. ${message} [${code}]`;
}
