import type { TenantConfig } from '../config/config.ts';
import { createRecordFilter } from '../ingest/record-filter.ts';
import type { TenantIngestionOptions } from '../ingest/tenant-ingestion.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { createManagementSource } from '../source/management-api/management-source.ts';
import { apiClientOptions } from './build-source.ts';
import { buildTokenProvider } from './build-token-provider.ts';
import { datasetOf } from './dataset.ts';
import { watchHealth, watchPauses } from './health.ts';
import { lookAtPermissions } from './preflight.ts';
import type { Run } from './run.ts';
import { startMemory } from './start-memory.ts';
import { streamsOf } from './streams.ts';

/** What tenants share, or are given. */
export type SharedParts = Pick<TenantIngestionOptions, 'ledger' | 'budget' | 'gate' | 'blocks' | 'mapper'> & {
  /** Told of each tenant's way of the records. */
  readonly events: TenantIngestionOptions['events'];
};

/** A tenant's ingestion, complete but for the output. */
export type PreparedTenant = Omit<TenantIngestionOptions, 'output'>;

const retry = { baseMs: 1_000, random: Math.random };
/** One pass retries soon, because somebody waits for its end; the daemon backs off further. */
const passRetryMaxMs = 15_000;
const daemonRetryMaxMs = 10 * 60_000;

/**
 * Builds the parts of one tenant, whose GUID and streams are known to the ledger.
 * @param signal ends what is begun here; the ingestion has signals of its own
 * @throws CodedError when its credential or its filters cannot be used
 */
export function prepareTenant(
  run: Run,
  tenant: TenantConfig,
  shared: SharedParts,
  signal: AbortSignal,
): PreparedTenant {
  const { config, clock, telemetry, health, once } = run;
  const streams = streamsOf(tenant);
  telemetry.expectTenant(tenant.id);
  const events = watchPauses(telemetry.source, health, clock);
  const build = { ...run, send: run.newSender(), tenant, events };
  const starts = startMemory(streams, shared.ledger);
  const tokenProvider = buildTokenProvider(build);
  void lookAtPermissions(tenant, tokenProvider, run.logger, signal);
  const client = apiClientOptions(build, tokenProvider);
  return {
    ...shared,
    tenantId: tenant.id,
    streams,
    source: createManagementSource({ ...client, starts }),
    filter: createRecordFilter(config.filters, tenant.filters),
    dataset: datasetOf(config),
    events: watchHealth(shared.events, health, clock),
    // The tenant's ingestion lives by the API's time: its windows, and what is too old, are the API's.
    clock: client.serviceClock.now,
    isTimeKnown: () => client.serviceClock.heard,
    localClock: client.clock,
    sleep: abortableSleep,
    intervalMs: config.polling.interval,
    lookbackMs: config.polling.lookback,
    windowMs: config.polling.window,
    retry: { ...retry, maxMs: once ? passRetryMaxMs : daemonRetryMaxMs },
  };
}
