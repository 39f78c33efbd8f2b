import { configErrors } from '../config/errors.ts';
import type { TenantFiles } from '../config/tenant-files.ts';
import { createDriftCollector } from '../ingest/drift-collector.ts';
import { createProgressSaver, createUpkeep, keepUp, type Upkeep } from '../ingest/upkeep.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { CodedError } from '../lib/coded-error.ts';
import { fairShares } from '../lib/fair-share.ts';
import { createHttpClient } from '../lib/http-request.ts';
import { gapDocument } from '../mapping/gap-document.ts';
import type { RecordMapper } from '../model/document.ts';
import type { DriftListener } from '../model/drift.ts';
import type { Output } from '../model/output.ts';
import { buildMapper } from './build-mapper.ts';
import { countFiltered } from './filtered-records.ts';
import { createHealth, type Health } from './health.ts';
import { keepGeoFilesFresh } from './keep-geo-files-fresh.ts';
import { networksOf } from './networks.ts';
import { openGapOutput, openOutput } from './open-output.ts';
import { openRunLedger } from './open-run-ledger.ts';
import { listenForOperators } from './operator-endpoints.ts';
import { lookAround } from './preflight.ts';
import type { Run } from './run.ts';
import type { StopControl } from './stop-control.ts';
import { createTelemetry } from './telemetry.ts';
import { tellPass } from './tell-pass.ts';
import { TenantRoster } from './tenant-roster.ts';
import type { PlacedTenant } from './tenant-run.ts';
import { TenantSet } from './tenant-set.ts';
import { placedTenants, tellProblems, watchTenantFiles } from './watch-tenant-files.ts';

export interface DaemonOptions extends Pick<Run, 'config' | 'logger' | 'clock' | 'once'> {
  readonly stop: StopControl;
  /** The files of `tenants_dir`; they are followed while the daemon runs. */
  readonly tenantFiles?: TenantFiles | null;
  /** Told of the health that the run keeps, before it begins. */
  readonly onHealth?: (health: Health) => void;
}

/**
 * Requests to the Management API under way, over all tenants; each tenant has no more of them than `fetch.concurrency`.
 * Beside those that are common each has one of its own: it goes on with it while others hang in all the rest. A request
 * takes 100 KB with its connection, and a thousand a second with 250 ms each are more than one process can do.
 */
const connections = { common: 256, own: 1 };
/** Connections to a login host: a tenant asks for one token at a time. */
const maxLoginSockets = 1024;
/** How far the checkpoint may lag behind the listing: the polls of that time share one synced write. */
const saveProgressMs = 2_000;

/**
 * Builds the parts in the order in which records flow, runs them, and closes them in reverse.
 * @returns whether all was delivered that was listed (one pass), or true when stopped (daemon)
 * @throws CodedError when a part cannot be built, or nothing of any tenant can be collected
 */
export async function runDaemon(options: DaemonOptions): Promise<boolean> {
  lookAround(options);
  const refused = new AbortController();
  const run = beginRun(options, refused.signal);
  const { clock, telemetry } = run;
  options.onHealth?.(run.health);
  const placed = findTenants(run);
  await using closing = new AsyncDisposableStack();
  const ledger = openRunLedger(run, placed);
  closing.defer(() => ledger.close());
  const drift = createDriftCollector({ ledger, events: telemetry.ingest, clock });
  const mapper = await openMapper(run, drift.onDrift, closing);
  const endpoints = await listenForOperators(run);
  if (endpoints !== null) closing.defer(() => endpoints.close());
  const { events, byRule } = countFiltered(telemetry.ingest);
  const onAllRefused = (error: unknown) => refused.abort(error);
  const tenants = new TenantSet({ run, ledger, mapper, events, onAllRefused });
  telemetry.watchBytesInFlight(() => tenants.usedBytes);
  // Tenants that no waiting would mend are found while the output is waited for.
  tenants.start(placed);
  try {
    const gaps = { ledger, output: await openOutputs(run, tenants, closing), toDocument: gapDocument };
    const kept = { ledger, events: telemetry.ingest, clock, drift, gaps };
    const upkeep = createUpkeep({ ...kept, onlyRound: run.once });
    const saver = createProgressSaver({ ledger, events: telemetry.ingest });
    if (!run.once) await collectUntilStopped(run, tenants, { upkeep, saver });
    const outcomes = await tenants.ended();
    refused.signal.throwIfAborted();
    const complete = !run.once || tellPass(run, outcomes, byRule());
    await upkeep(run.stop.abort);
    return complete;
  } catch (error) {
    refused.abort(error);
    // What they use is closed next.
    await tenants.ended().catch(() => undefined);
    throw error;
  }
}

/** The tenants that the configuration names, in its list and in files; what is wrong with the files is told. */
function findTenants({ config, logger, tenantFiles }: Run): readonly PlacedTenant[] {
  const listed = config.tenants.map((tenant, index) => ({ place: `tenants[${index}]`, tenant }));
  if (tenantFiles === null) return listed;
  const found = tenantFiles.look();
  tellProblems(found, logger);
  const placed = [...listed, ...placedTenants(found)];
  if (placed.length === 0) {
    const err = new CodedError(configErrors.noTenants, config.tenants_dir);
    logger.warn({ err }, 'nothing is collected until there is a tenant');
  }
  return placed;
}

/** The mapper, with GeoIP databases that stay fresh until it is closed. */
async function openMapper(
  { config, telemetry }: Run,
  onDrift: DriftListener,
  closing: AsyncDisposableStack,
): Promise<RecordMapper> {
  const { mapper, geoFiles } = await buildMapper(config, telemetry.enrich, onDrift);
  if (geoFiles !== null) {
    closing.defer(inBackground((ended) => keepGeoFilesFresh({ geoFiles, sleep: abortableSleep }, ended)));
  }
  return mapper;
}

/** Opens the output and gives it to the tenants. Returns where the documents of gaps go. */
async function openOutputs(run: Run, tenants: TenantSet, closing: AsyncDisposableStack): Promise<Output> {
  const output = await openOutput(run);
  closing.defer(() => output.close());
  const gapOutput = await openGapOutput(run, output);
  if (gapOutput !== output) closing.defer(() => gapOutput.close());
  run.health.outputReady = true;
  tenants.giveOutput(output);
  return gapOutput;
}

/** What the parts of the run share. It also ends when `refused` aborts. */
function beginRun(options: DaemonOptions, refused: AbortSignal): Run {
  const { config, logger, clock, once, stop, tenantFiles } = options;
  const networks = networksOf(config);
  const { timeout: timeoutMs } = config.fetch;
  const management = { timeoutMs, maxSockets: Number.POSITIVE_INFINITY, network: networks.management };
  return {
    config,
    logger,
    clock,
    once,
    stop: {
      stopping: AbortSignal.any([stop.stopping, refused]),
      abort: AbortSignal.any([stop.abort, refused]),
    },
    health: createHealth(clock),
    roster: new TenantRoster(),
    tenantFiles: tenantFiles ?? null,
    telemetry: createTelemetry(logger, clock),
    networks,
    newSender: fairShares(connections, createHttpClient(management)),
    sendLogin: createHttpClient({ timeoutMs, maxSockets: maxLoginSockets, network: networks.login }),
  };
}

async function collectUntilStopped(
  run: Run,
  tenants: TenantSet,
  { upkeep, saver }: { readonly upkeep: Upkeep; readonly saver: Upkeep },
): Promise<void> {
  const { config, logger, stop, tenantFiles: files } = run;
  const sleep = abortableSleep;
  const kept = [
    keepUp(upkeep, { sleep, intervalMs: config.polling.interval }, stop),
    keepUp(saver, { sleep, intervalMs: saveProgressMs }, stop),
  ];
  const followed = files === null ? null : watchTenantFiles({ files, tenants, logger, sleep }, stop.stopping);
  await Promise.race([Promise.all([...kept, followed]), tenants.broken]);
}

/** Starts work that goes on until the returned function ends it. */
function inBackground(work: (ended: AbortSignal) => Promise<void>): () => Promise<void> {
  const ended = new AbortController();
  const done = work(ended.signal);
  return () => {
    ended.abort();
    return done;
  };
}
