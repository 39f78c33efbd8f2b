import type { BrokenTenantFile } from '../../daemon/whole-status.ts';

/** Which tenants are configured by a file that cannot be used, and why. Empty where there is none. */
export function tenantFilesText(files: readonly BrokenTenantFile[]): string {
  return files.map((one) => `${line(one)}\n`).join('');
}

function line({ file, tenant, message, code }: BrokenTenantFile): string {
  const whose = tenant ?? 'its tenant, which may show as not configured,';
  return `BROKEN FILE ${file}: ${whose} is left out at the next start; a daemon that runs keeps to the last good version. ${message} [${code}]`;
}
