import type { Logger } from 'pino';
import { checkpointErrors } from '../checkpoint/errors.ts';
import { openLedger, openLedgerBeside } from '../checkpoint/sqlite-ledger.ts';
import type { Config } from '../config/config.ts';
import { createRecordFilter, type FilterRule, type RecordFilter } from '../ingest/record-filter.ts';
import { type ReplayOutcome, replayDeadLetters } from '../ingest/replay-dead-letters.ts';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { buildMapper } from './build-mapper.ts';
import { datasetOf } from './dataset.ts';
import { createHealth } from './health.ts';
import { ledgerSettings } from './ledger-settings.ts';
import { networksOf } from './networks.ts';
import { openOutput } from './open-output.ts';
import { lookAround } from './preflight.ts';
import { tenantResolver } from './resolve-tenant.ts';
import type { StopControl } from './stop-control.ts';
import { streamsOf } from './streams.ts';
import { createTelemetry } from './telemetry.ts';

export interface ReplayRun {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly stop: StopControl;
  /** Only dead letters of this kind; null: all. */
  readonly kind: string | null;
  /** Only tell what would become of them. */
  readonly dryRun: boolean;
}

/**
 * Sends dead letters through today's mapping and output. With Elasticsearch it works beside a running daemon: each
 * change of the ledger is a transaction of its own, and a document written twice is there once. Files have one writer,
 * so there the daemon has to be stopped.
 * @throws CodedError CHECKPOINT_LOCKED, and whatever looking up a tenant, opening the ledger or the output throws
 */
export async function runReplay(run: ReplayRun): Promise<ReplayOutcome> {
  const { logger, clock, stop } = run;
  const config = await withKnownTenants(run);
  const streams = config.tenants.flatMap(streamsOf);
  await using closing = new AsyncDisposableStack();
  const ledger = openForReplay(run, streams);
  closing.defer(() => ledger.close());
  const telemetry = createTelemetry(logger, clock);
  lookAround(run);
  // What the mapping does not know of a dead letter was counted when its blob came.
  const { mapper } = await buildMapper(config, telemetry.enrich, () => undefined);
  const parts = { config, logger, clock, stop, once: true, networks: networksOf(config), telemetry };
  const output = run.dryRun ? null : await openOutput({ ...parts, health: createHealth(clock) });
  if (output !== null) closing.defer(() => output.close());
  const filter = filtersOf(config);
  const dataset = datasetOf(config);
  return await replayDeadLetters({ ledger, output, mapper, filter, dataset, clock }, run.kind, stop.stopping);
}

/** The configuration with the GUIDs of all tenants, by which the ledger knows them. */
async function withKnownTenants({ config, clock, stop }: ReplayRun): Promise<Config> {
  const resolve = tenantResolver(config, clock, stop.stopping);
  return { ...config, tenants: await Promise.all(config.tenants.map(resolve)) };
}

/** The filter of each stream: its tenant's. */
function filtersOf({ tenants, filters }: Config): (record: unknown, stream: Stream) => FilterRule | null {
  const byStream = new Map<string, RecordFilter>();
  for (const tenant of tenants) {
    const filter = createRecordFilter(filters, tenant.filters);
    for (const type of tenant.content_types) byStream.set(`${tenant.id} ${type}`, filter);
  }
  const common = createRecordFilter(filters);
  return (record, stream) =>
    (byStream.get(`${stream.tenantId} ${stream.contentType}`) ?? common)(record, stream);
}

function openForReplay({ config, clock, dryRun }: ReplayRun, streams: ReturnType<typeof streamsOf>): Ledger {
  const { path } = config.checkpoint;
  const settings = ledgerSettings(config);
  try {
    return openLedger(path, streams, clock, settings).ledger;
  } catch (error) {
    const isHeld = error instanceof CodedError && error.code === checkpointErrors.locked.code;
    if (!isHeld || ('file' in config.output && !dryRun)) throw error;
    return openLedgerBeside(path, streams, settings);
  }
}
