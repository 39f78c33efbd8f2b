import { signInByAuthorizationCode } from '../auth/authorization-code-sign-in.ts';
import { signInByDeviceCode } from '../auth/device-code-sign-in.ts';
import { listenForRedirect } from '../auth/redirect-listener.ts';
import type { UserTokenOptions } from '../auth/user-client.ts';
import { buildSignInStore, userTokenOptions } from '../daemon/build-token-provider.ts';
import { networksOf } from '../daemon/networks.ts';
import { tenantResolver } from '../daemon/resolve-tenant.ts';
import { createTelemetry } from '../daemon/telemetry.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { createLogger } from '../telemetry/logger.ts';
import { browserVisit } from './browser-visit.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';
import { selectUserTenants, type UserTenantConfig } from './select-tenants.ts';

export interface LoginOptions {
  readonly config?: string;
  readonly tenant?: string;
}

/** Signs a person in to each selected tenant and keeps the sign-in for the daemon. */
export async function login(options: LoginOptions, context: CliContext): Promise<ExitCode> {
  const config = readConfig(options.config, context);
  const abort = new AbortController();
  const forget = context.onStopSignal(() => abort.abort(new Error('stopped')));
  const { source: events } = createTelemetry(createLogger('error', context.log), context.clock);
  const networks = networksOf(config);
  const resolve = tenantResolver(config, context.clock, abort.signal);
  try {
    for (const named of selectUserTenants(config, options.tenant)) {
      const { id } = await resolve(named);
      const tenant = { ...named, id };
      const build = { config, tenant, networks, events, clock: context.clock };
      const token = userTokenOptions(build, tenant.auth);
      const cache = await signIn(tenant, token, context, abort.signal);
      buildSignInStore(config, id, tenant.auth).write(cache);
      context.out(`Signed in to ${named.name ?? named.id}. The daemon uses it from now on.\n`);
    }
    return 0;
  } finally {
    forget();
  }
}

async function signIn(
  { auth, name, id }: UserTenantConfig,
  token: UserTokenOptions,
  context: CliContext,
  signal: AbortSignal,
): Promise<string> {
  const where = name ?? id;
  if (auth.method === 'device_code') {
    return await signInByDeviceCode({
      ...token,
      sleep: abortableSleep,
      signal,
      show: ({ url, code, lifetimeSeconds }) =>
        context.out(
          `To sign in to ${where}, open ${url} on any device and enter the code ${code} within ${Math.round(lifetimeSeconds / 60)} minutes.\n`,
        ),
    });
  }
  const listener = await listenForRedirect(auth.redirect_uri);
  try {
    const redirectUri = listener?.redirectUri ?? auth.redirect_uri;
    const visit = browserVisit({ where, listener, context });
    return await signInByAuthorizationCode({ ...token, redirectUri, visit, signal });
  } finally {
    listener?.close();
  }
}
