import { buildSignInStore } from '../daemon/build-token-provider.ts';
import { tenantResolver } from '../daemon/resolve-tenant.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';
import { selectUserTenants } from './select-tenants.ts';

export interface LogoutOptions {
  readonly config?: string;
  readonly tenant?: string;
}

/** Forgets the stored sign-in of each selected tenant. What Entra has granted stays valid there until it ends. */
export async function logout(options: LogoutOptions, context: CliContext): Promise<ExitCode> {
  const config = readConfig(options.config, context);
  const abort = new AbortController();
  const forget = context.onStopSignal(() => abort.abort(new Error('stopped')));
  const resolve = tenantResolver(config, context.clock, abort.signal);
  try {
    for (const tenant of selectUserTenants(config, options.tenant)) {
      const { id } = await resolve(tenant);
      const was = buildSignInStore(config, id, tenant.auth).forget();
      const where = tenant.name ?? tenant.id;
      context.out(
        was ? `The sign-in to ${where} is forgotten.\n` : `There was no sign-in to ${where} to forget.\n`,
      );
    }
    return 0;
  } finally {
    forget();
  }
}
