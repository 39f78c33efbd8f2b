import type { TenantConfig } from '../../config/config.ts';
import type { CliContext } from '../context.ts';
import { errorText } from '../print-error.ts';

/**
 * Works at one tenant after the other. Of several, one that fails is told, and the others go on.
 * @returns how many failed
 * @throws whatever failed where there is one tenant only, or where somebody stopped the command
 */
export async function eachTenant(
  tenants: readonly TenantConfig[],
  context: CliContext,
  work: (tenant: TenantConfig) => Promise<void>,
): Promise<number> {
  let failed = 0;
  let isStopped = false;
  const forget = context.onStopSignal(() => {
    isStopped = true;
  });
  try {
    for (const tenant of tenants) {
      try {
        await work(tenant);
      } catch (error) {
        if (isStopped || tenants.length === 1) throw error;
        failed += 1;
        context.err(`${tenant.name ?? tenant.id}:\n${errorText(error)}`);
      }
    }
    return failed;
  } finally {
    forget();
  }
}
