import { isGuid } from '../guid.ts';
import type { MicrosoftSandboxSettings } from '../options.ts';
import type { EntraErrorCode } from './entra-error.ts';

/** A tenant by its GUID or one of its domains, as they stand in the paths of Entra; or why there is none. */
export function tenantOf(
  name: string,
  { tenants, domains }: Pick<MicrosoftSandboxSettings, 'tenants' | 'domains'>,
): { readonly tenantId: string } | { readonly code: EntraErrorCode } {
  const lower = name.toLowerCase();
  if (!isGuid(lower) && !lower.includes('.')) return { code: 900023 };
  const tenantId = isGuid(lower) ? lower : domains[lower];
  return tenantId !== undefined && tenants.includes(tenantId) ? { tenantId } : { code: 90002 };
}
