import { readStatus } from '../checkpoint/read-status.ts';
import { openLedger } from '../checkpoint/sqlite-ledger.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import { createByteBudget } from '../ingest/byte-budget.ts';
import { createDriftCollector } from '../ingest/drift-collector.ts';
import { createRecordFilter } from '../ingest/record-filter.ts';
import {
  ingestForever,
  ingestOnce,
  type PassOutcome,
  type TenantIngestionOptions,
} from '../ingest/tenant-ingestion.ts';
import { createUpkeep, keepUp, type Upkeep } from '../ingest/upkeep.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { ByteGate } from '../lib/byte-gate.ts';
import { trustedCertificates } from '../lib/trusted-certificates.ts';
import { gapDocument } from '../mapping/gap-document.ts';
import type { RecordMapper } from '../model/document.ts';
import type { Ledger } from '../model/ledger.ts';
import { createManagementSource } from '../source/management-api/management-source.ts';
import { buildMapper } from './build-mapper.ts';
import { apiClientOptions } from './build-source.ts';
import { buildTokenProvider } from './build-token-provider.ts';
import { datasetOf } from './dataset.ts';
import { createHealth, type Health, watchHealth } from './health.ts';
import { keepGeoFilesFresh } from './keep-geo-files-fresh.ts';
import { ledgerSettings } from './ledger-settings.ts';
import { openOutput } from './open-output.ts';
import { listenForOperators } from './operator-endpoints.ts';
import { resolveTenants } from './resolve-tenants.ts';
import type { Run } from './run.ts';
import { startMemory } from './start-memory.ts';
import { statusContext } from './status-context.ts';
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

/** Of files one group of lines is written while the next one is made. */
const fileBytes = 2 * 1024 * 1024;

/**
 * Builds the parts in the order in which records flow, runs them, and closes them in reverse.
 * @returns whether all was delivered that was listed (one pass), or true when stopped (daemon)
 * @throws CodedError when a part cannot be built
 */
export async function runDaemon(options: DaemonOptions): Promise<boolean> {
  const { logger, clock } = options;
  const config = await resolveTenants(options);
  const streams = config.tenants.flatMap(streamsOf);
  const health = createHealth(streams, clock);
  options.onHealth?.(health);
  const run: Run = {
    ...options,
    config,
    health,
    telemetry: createTelemetry(logger, clock),
    trustedCertificates: trustedCertificates(config.tls.ca ?? null),
  };
  await using closing = new AsyncDisposableStack();
  const { ledger, setAside } = openLedger(config.checkpoint.path, streams, clock, ledgerSettings(config));
  closing.defer(() => ledger.close());
  if (setAside !== null) {
    logger.error(
      { set_aside: setAside },
      'the checkpoint was damaged; it is rebuilt from what the API still holds',
    );
  }
  // All that only another configuration can mend fails here, before anything is waited for.
  const drift = createDriftCollector({ ledger, events: run.telemetry.ingest, clock });
  const { mapper, geoFiles } = await buildMapper(config, run.telemetry.enrich, drift.onDrift);
  const tenants = prepareTenants(run, ledger, mapper);
  const endpoints = await listenForOperators(run);
  if (endpoints !== null) closing.defer(() => endpoints.close());
  const output = await openOutput(run);
  closing.defer(() => output.close());
  health.outputReady = true;
  if (geoFiles !== null) {
    const ended = new AbortController();
    const refreshing = keepGeoFilesFresh({ geoFiles, sleep: abortableSleep }, ended.signal);
    closing.defer(() => {
      ended.abort();
      return refreshing;
    });
  }
  const gaps = { ledger, output, toDocument: gapDocument };
  const upkeep = createUpkeep({ ledger, events: run.telemetry.ingest, clock, drift, gaps });
  const complete = await ingest(
    run,
    tenants.map((tenant) => ({ ...tenant, output })),
    upkeep,
  );
  await upkeep(run.stop.abort);
  return complete;
}

async function ingest(
  run: Run,
  tenants: readonly TenantIngestionOptions[],
  upkeep: Upkeep,
): Promise<boolean> {
  if (!run.once) {
    const every = { sleep: abortableSleep, intervalMs: run.config.polling.interval };
    await Promise.all([
      keepUp(upkeep, every, run.stop),
      ...tenants.map((tenant) => ingestForever(tenant, run.stop)),
    ]);
    return true;
  }
  const outcomes = await Promise.all(tenants.map((tenant) => ingestOnce(tenant, run.stop)));
  const complete = !run.stop.stopping.aborted && outcomes.every(isComplete);
  const { totals } = readStatus(run.config.checkpoint.path, run.clock(), statusContext(run.config));
  if (complete) run.logger.info({ totals }, 'pass complete: all that was listed is delivered');
  else run.logger.error({ totals, outcomes }, 'pass incomplete: what is pending is taken up by the next run');
  return complete;
}

function isComplete({ listedAll, lost, givenUp, brokenOff }: PassOutcome): boolean {
  return listedAll && lost === 0 && givenUp === 0 && !brokenOff;
}

/** A tenant's ingestion, complete but for the output. */
type PreparedTenant = Omit<TenantIngestionOptions, 'output'>;

function prepareTenants(run: Run, ledger: Ledger, mapper: RecordMapper): readonly PreparedTenant[] {
  const { config, telemetry } = run;
  // A share for each tenant, so that one whose requests hang holds up no other; larger blobs one at a time over all.
  const share = config.fetch.memory_limit / config.tenants.length;
  const wanted = createRecordFilter(config.filters);
  const oversize = new ByteGate(1);
  // One for each tenant: what waits for a data stream that takes nothing must not keep the others' documents out.
  const gateBytes = outputBytes(config);
  const tenants = config.tenants.map((tenant) =>
    prepareTenant(run, tenant, {
      ledger,
      budget: createByteBudget(share, oversize),
      gate: new ByteGate(gateBytes),
      mapper,
      wanted,
    }),
  );
  telemetry.watchBytesInFlight(() => tenants.reduce((sum, { budget }) => sum + budget.usedBytes, 0));
  return tenants;
}

type SharedParts = Pick<TenantIngestionOptions, 'ledger' | 'budget' | 'gate' | 'mapper' | 'wanted'>;

function prepareTenant(run: Run, tenant: TenantConfig, shared: SharedParts): PreparedTenant {
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
    dataset: datasetOf(config),
    events: watchHealth(telemetry.ingest, health, clock),
    // The tenant's ingestion lives by the API's time: its windows, and what is too old, are the API's.
    clock: client.serviceClock.now,
    localClock: client.clock,
    sleep: abortableSleep,
    intervalMs: config.polling.interval,
    lookbackMs: config.polling.lookback,
    windowMs: config.polling.window,
    retry: { ...retry, maxMs: once ? passRetryMaxMs : daemonRetryMaxMs },
  };
}

/** Bytes of records that the output has use for at a time. A group of lines, or full requests and one that is being filled. */
function outputBytes({ output }: Config): number {
  if ('file' in output) return fileBytes;
  const { max_bytes, concurrency } = output.elasticsearch.bulk;
  return max_bytes * (concurrency + 1);
}
