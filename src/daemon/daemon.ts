import { openLedger } from '../checkpoint/sqlite-ledger.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import { createByteBudget } from '../ingest/byte-budget.ts';
import { createRecordFilter } from '../ingest/record-filter.ts';
import { ingestForever, ingestOnce, type TenantIngestionOptions } from '../ingest/tenant-ingestion.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { trustedCertificates } from '../lib/trusted-certificates.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import { createManagementSource } from '../source/management-api/management-source.ts';
import { buildMapper } from './build-mapper.ts';
import { apiClientOptions, buildTokenProvider } from './build-source.ts';
import { createHealth, type Health, watchHealth } from './health.ts';
import { openOutput } from './open-output.ts';
import { listenForOperators } from './operator-endpoints.ts';
import type { Run } from './run.ts';
import { startMemory } from './start-memory.ts';
import { streamsOf } from './streams.ts';
import { createTelemetry } from './telemetry.ts';

export interface DaemonOptions extends Pick<Run, 'config' | 'logger' | 'clock' | 'once' | 'stop'> {
  /** Told of the health that the run keeps, before it begins. */
  readonly onHealth?: (health: Health) => void;
}

const retry = { baseMs: 1_000, random: Math.random };
/** One pass retries soon, because somebody waits for its end; the daemon backs off further. */
const passRetryMaxMs = 15_000;
const daemonRetryMaxMs = 10 * 60_000;

/**
 * Builds the parts in the order in which records flow, runs them, and closes them in reverse.
 * @returns whether all was delivered that was listed (one pass), or true when stopped (daemon)
 * @throws CodedError when a part cannot be built
 */
export async function runDaemon(options: DaemonOptions): Promise<boolean> {
  const { config, logger, clock } = options;
  const streams = config.tenants.flatMap(streamsOf);
  const health = createHealth(streams, clock);
  options.onHealth?.(health);
  const run: Run = {
    ...options,
    health,
    telemetry: createTelemetry(logger, clock),
    trustedCertificates: trustedCertificates(config.tls.ca ?? null),
  };
  await using closing = new AsyncDisposableStack();
  const { ledger, setAside } = openLedger(config.checkpoint.path, streams, clock);
  closing.defer(() => ledger.close());
  if (setAside !== null) {
    logger.error(
      { set_aside: setAside },
      'the checkpoint was damaged; it is rebuilt from what the API still holds',
    );
  }
  const endpoints = await listenForOperators(run);
  if (endpoints !== null) closing.defer(() => endpoints.close());
  const output = await openOutput(run);
  closing.defer(() => output.close());
  health.outputReady = true;
  return await ingestTenants(run, ledger, output);
}

async function ingestTenants(run: Run, ledger: Ledger, output: Output): Promise<boolean> {
  const shared = { ledger, output, budget: createByteBudget(run.config.fetch.memory_limit) };
  run.telemetry.watchBytesInFlight(() => shared.budget.usedBytes);
  const mapper = await buildMapper(run.config.enrich);
  const tenants = run.config.tenants.map((tenant) => tenantOptions(run, tenant, { ...shared, mapper }));
  if (!run.once) {
    await Promise.all(tenants.map((options) => ingestForever(options, run.stop)));
    return true;
  }
  const outcomes = await Promise.all(tenants.map((options) => ingestOnce(options, run.stop)));
  const interrupted = run.stop.stopping.aborted;
  return (
    !interrupted &&
    outcomes.every(({ listedAll, lost, givenUp, brokenOff }) => {
      return listedAll && lost === 0 && givenUp === 0 && !brokenOff;
    })
  );
}

type SharedParts = Pick<TenantIngestionOptions, 'ledger' | 'output' | 'budget' | 'mapper'>;

function tenantOptions(run: Run, tenant: TenantConfig, shared: SharedParts): TenantIngestionOptions {
  const { config, clock, telemetry, health, once } = run;
  const streams = streamsOf(tenant);
  const build = { ...run, tenant, events: telemetry.source };
  const starts = startMemory(streams, shared.ledger);
  const client = apiClientOptions(build, buildTokenProvider(build));
  return {
    ...shared,
    tenantId: tenant.id,
    streams,
    source: createManagementSource({ ...client, starts }),
    wanted: createRecordFilter(config.filters),
    dataset: datasetOf(config),
    events: watchHealth(telemetry.ingest, health, clock),
    clock,
    sleep: abortableSleep,
    intervalMs: config.polling.interval,
    lookbackMs: config.polling.lookback,
    windowMs: config.polling.window,
    retry: { ...retry, maxMs: once ? passRetryMaxMs : daemonRetryMaxMs },
  };
}

/** Files hold the documents of the default data stream. */
function datasetOf({ output }: Config): string {
  return 'elasticsearch' in output ? output.elasticsearch.data_stream.dataset : 'o365.audit';
}
