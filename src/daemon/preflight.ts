import type { Logger } from 'pino';
import { neededPermissions } from '../auth/permissions.ts';
import type { TokenProvider } from '../auth/token-provider.ts';
import type { TenantConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { freeSpace } from '../lib/free-space.ts';
import { daemonErrors } from './errors.ts';
import type { Run } from './run.ts';

/** A checkpoint of a large tenant takes some hundred megabytes, with its log beside it. */
export const enoughBytes = 1024 ** 3;

/** What can be told at the start of a run without asking anybody: a line for each problem, and the run goes on. */
export function lookAround({ config, logger }: Pick<Run, 'config' | 'logger'>): void {
  for (const service of config.tls.insecure_skip_verify) {
    logger.warn(
      { service, err: new CodedError(daemonErrors.tlsUnverified) },
      `TLS to ${service} is NOT verified`,
    );
  }
  const bytes = freeBytes(config.checkpoint.path);
  if (bytes !== null && bytes < enoughBytes) {
    const err = new CodedError(daemonErrors.spaceLow);
    logger.warn({ free_bytes: bytes, err }, 'there is little room for the checkpoint');
  }
}

/**
 * Compares what a tenant's token may read with what shall be collected. The token is needed next anyway; that there is
 * none is told where it is needed.
 */
export async function lookAtPermissions(
  tenant: TenantConfig,
  tokenProvider: TokenProvider,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  try {
    const token = await tokenProvider.getToken({ signal });
    for (const { role, granted } of neededPermissions(token, tenant.content_types) ?? []) {
      if (granted) continue;
      const isRead = role === 'ActivityFeed.Read';
      const row = isRead ? daemonErrors.readPermissionMissing : daemonErrors.dlpPermissionMissing;
      logger.warn({ tenant: tenant.id, err: new CodedError(row) }, 'a permission is missing');
    }
  } catch {
    // The stream that asks next tells it, and tries again.
  }
}

function freeBytes(path: string): number | null {
  try {
    return freeSpace(path);
  } catch {
    return null;
  }
}
