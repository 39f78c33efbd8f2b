import { readStatus } from '../checkpoint/read-status.ts';
import { openLedger } from '../checkpoint/sqlite-ledger.ts';
import type { Config } from '../config/config.ts';
import type { TenantFiles } from '../config/tenant-files.ts';
import { createDriftCollector } from '../ingest/drift-collector.ts';
import type { PassOutcome } from '../ingest/tenant-ingestion.ts';
import { createProgressSaver, createUpkeep, keepUp, type Upkeep } from '../ingest/upkeep.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { fairShares } from '../lib/fair-share.ts';
import { createHttpClient } from '../lib/http-request.ts';
import { gapDocument } from '../mapping/gap-document.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import { buildMapper } from './build-mapper.ts';
import { countFiltered } from './filtered-records.ts';
import { createHealth, type Health } from './health.ts';
import { keepGeoFilesFresh } from './keep-geo-files-fresh.ts';
import { ledgerSettings } from './ledger-settings.ts';
import { networksOf } from './networks.ts';
import { openGapOutput, openOutput } from './open-output.ts';
import { listenForOperators } from './operator-endpoints.ts';
import { lookAround } from './preflight.ts';
import { isNamedByGuid } from './resolve-tenant.ts';
import type { Run } from './run.ts';
import { statusContext } from './status-context.ts';
import type { StopControl } from './stop-control.ts';
import { streamsOf } from './streams.ts';
import { createTelemetry } from './telemetry.ts';
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

/** Of files one group of lines is written while the next one is made. */
const fileBytes = 2 * 1024 * 1024;
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
  const { logger, clock, config, tenantFiles = null } = options;
  lookAround(options);
  const found = tenantFiles?.look() ?? null;
  if (found !== null) tellProblems(found, logger);
  const placed = [...listedTenants(config), ...(found === null ? [] : placedTenants(found))];
  const refused = new AbortController();
  const run = beginRun(options, refused.signal);
  options.onHealth?.(run.health);
  await using closing = new AsyncDisposableStack();
  const ledger = openRunLedger(run, placed);
  closing.defer(() => ledger.close());
  const drift = createDriftCollector({ ledger, events: run.telemetry.ingest, clock });
  const { mapper, geoFiles } = await buildMapper(config, run.telemetry.enrich, drift.onDrift);
  const endpoints = await listenForOperators(run);
  if (endpoints !== null) closing.defer(() => endpoints.close());
  const filtered = countFiltered(run.telemetry.ingest);
  const awaited = Promise.withResolvers<Output>();
  const tenants = new TenantSet({
    run,
    ledger,
    mapper,
    events: filtered.events,
    gateBytes: outputBytes(config),
    output: awaited.promise,
    changes: found !== null,
    onAllRefused: (error) => refused.abort(error),
  });
  run.telemetry.watchBytesInFlight(() => tenants.usedBytes);
  // Tenants that no waiting would mend are found while the output is waited for.
  tenants.start(placed);
  const output = await openOutput(run).catch(async (error: unknown) => {
    refused.abort(error);
    awaited.reject(error);
    await tenants.ended().catch(() => undefined);
    throw error;
  });
  closing.defer(() => output.close());
  run.health.outputReady = true;
  awaited.resolve(output);
  if (geoFiles !== null) {
    closing.defer(inBackground((ended) => keepGeoFilesFresh({ geoFiles, sleep: abortableSleep }, ended)));
  }
  const gapOutput = await openGapOutput(run, output);
  if (gapOutput !== output) closing.defer(() => gapOutput.close());
  const gaps = { ledger, output: gapOutput, toDocument: gapDocument };
  const upkeep = createUpkeep({ ledger, events: run.telemetry.ingest, clock, drift, gaps });
  const saver = createProgressSaver({ ledger, events: run.telemetry.ingest });
  if (!run.once) await collectUntilStopped(run, tenants, { upkeep, saver }, tenantFiles);
  const outcomes = await tenants.ended();
  if (refused.signal.aborted) throw refused.signal.reason;
  const complete = !run.once || tellPass(run, outcomes, found?.problems.length ?? 0, filtered.byRule());
  await upkeep(run.stop.abort);
  return complete;
}

/** What the parts of the run share. It also ends when `refused` aborts. */
function beginRun(options: DaemonOptions, refused: AbortSignal): Run {
  const { config, logger, clock, once, stop } = options;
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
    health: createHealth([], clock),
    roster: new TenantRoster(),
    telemetry: createTelemetry(logger, clock),
    networks,
    newSender: fairShares(connections, createHttpClient(management)),
    sendLogin: createHttpClient({ timeoutMs, maxSockets: maxLoginSockets, network: networks.login }),
  };
}

function listedTenants({ tenants }: Config): readonly PlacedTenant[] {
  return tenants.map((tenant, index) => ({ place: `tenants[${index}]`, tenant }));
}

/**
 * The ledger with the streams that are known from the start. It is refused as another configuration's only where all
 * tenants are known: one that comes later may be the one that it knows.
 */
function openRunLedger(run: Run, placed: readonly PlacedTenant[]): Ledger {
  const { config, clock, logger } = run;
  const tenants = placed.map(({ tenant }) => tenant);
  const isWhole = config.tenants_dir === undefined && tenants.every(isNamedByGuid);
  const streams = isWhole ? tenants.flatMap(streamsOf) : [];
  const { path } = config.checkpoint;
  const { ledger, setAside } = openLedger(path, streams, clock, ledgerSettings(config), (fromVersion) =>
    logger.info(
      { path, from_version: fromVersion },
      'bringing the checkpoint of an earlier version up to date',
    ),
  );
  if (!isWhole) ledger.claim(tenants.filter(isNamedByGuid).flatMap(streamsOf), false);
  if (setAside !== null) {
    logger.error(
      { set_aside: setAside },
      'the checkpoint was damaged; it is rebuilt from what the API still holds',
    );
  }
  return ledger;
}

async function collectUntilStopped(
  run: Run,
  tenants: TenantSet,
  { upkeep, saver }: { readonly upkeep: Upkeep; readonly saver: Upkeep },
  files: TenantFiles | null,
): Promise<void> {
  const { logger, stop } = run;
  const every = (intervalMs: number) => ({ sleep: abortableSleep, intervalMs });
  const kept = [
    keepUp(upkeep, every(run.config.polling.interval), stop),
    keepUp(saver, every(saveProgressMs), stop),
  ];
  const watch = { tenants, logger, sleep: abortableSleep };
  const following = files === null ? null : watchTenantFiles({ ...watch, files }, stop.stopping);
  await Promise.race([Promise.all([...kept, following]), tenants.broken]);
}

/** Tells how one pass ended; returns whether all was delivered that was listed. */
function tellPass(
  run: Run,
  outcomes: readonly PassOutcome[],
  unusableFiles: number,
  filtered: Readonly<Record<string, number>>,
): boolean {
  const tenants = run.roster.tenants();
  const { totals } = readStatus(
    run.config.checkpoint.path,
    run.clock(),
    statusContext({ ...run.config, tenants }),
  );
  const complete = !run.stop.stopping.aborted && unusableFiles === 0 && outcomes.every(isComplete);
  const fields = { totals, filtered };
  if (complete) run.logger.info(fields, 'pass complete: all that was listed is delivered');
  else {
    const unusable = { ...fields, outcomes, unusable_files: unusableFiles };
    run.logger.error(unusable, 'pass incomplete: what is pending is taken up by the next run');
  }
  return complete;
}

function isComplete({ listedAll, lost, givenUp, brokenOff }: PassOutcome): boolean {
  return listedAll && lost === 0 && givenUp === 0 && !brokenOff;
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

/** Bytes of records that the output has use for at a time. A group of lines, or full requests and one that is being filled. */
function outputBytes({ output }: Config): number {
  if ('file' in output) return fileBytes;
  const { max_bytes, concurrency } = output.elasticsearch.bulk;
  return max_bytes * (concurrency + 1);
}
