import type { Config, TenantConfig } from '../../config/config.ts';
import { apiClientOptions } from '../../daemon/build-source.ts';
import { buildTokenProvider } from '../../daemon/build-token-provider.ts';
import { networksOf } from '../../daemon/networks.ts';
import { tenantResolver } from '../../daemon/resolve-tenant.ts';
import { createTelemetry } from '../../daemon/telemetry.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { ApiClient, type ApiClientOptions } from '../../source/management-api/client.ts';
import { createLogger } from '../../telemetry/logger.ts';
import type { CliContext } from '../context.ts';
import { cliErrors } from '../errors.ts';

/** A tenant's way to the API for a command that a person waits for. */
export interface ClientByHand {
  readonly client: ApiClient;
  readonly options: ApiClientOptions;
  /** Aborts at SIGINT, SIGTERM and SIGHUP, and when the command has taken too long. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` with the API client of a tenant. Its requests count towards the tenant's quota, which a daemon may be using.
 * @param timeoutMs for the whole of the work; undefined: none
 */
export async function withClient<T>(
  config: Config,
  tenant: TenantConfig,
  context: CliContext,
  timeoutMs: number | undefined,
  work: (by: ClientByHand) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const forget = context.onStopSignal(() => abort.abort(new Error('stopped')));
  const { signal } = abort;
  const late = () => abort.abort(new CodedError(cliErrors.tookTooLong));
  const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
  const { source: events } = createTelemetry(createLogger('error', context.log), context.clock);
  const common = {
    config,
    networks: networksOf(config),
    events,
    clock: context.clock,
  };
  try {
    const build = { ...common, tenant: await tenantResolver(config, context.clock, signal)(tenant) };
    const options = apiClientOptions(build, buildTokenProvider(build));
    return await work({ client: new ApiClient(options), options, signal });
  } finally {
    clearTimeout(timer);
    forget();
  }
}
