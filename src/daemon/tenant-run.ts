import { AuthError } from '../auth/auth-error.ts';
import type { TenantConfig } from '../config/config.ts';
import { ingestForever, ingestOnce, type PassOutcome, type StopSignals } from '../ingest/tenant-ingestion.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { retryDelayMs } from '../lib/retry-delay.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import type { Output } from '../model/output.ts';
import { blameStreams, expectStreams, forgetStreams } from './health.ts';
import { type PreparedTenant, prepareTenant, type SharedParts } from './prepare-tenant.ts';
import { resolveTenant } from './resolve-tenant.ts';
import type { Run } from './run.ts';
import { streamsOf } from './streams.ts';

/** A tenant and where it is configured: `tenants[0]`, or the path of its file. */
export interface PlacedTenant {
  readonly place: string;
  readonly tenant: TenantConfig;
}

export interface TenantRunParts {
  readonly run: Run;
  /** The parts that this tenant gets. */
  readonly shared: SharedParts;
  /** Resolves when the output is ready. */
  readonly output: Promise<Output>;
  /** The ledger is refused when it knows other tenants only. */
  readonly refuseOthers: boolean;
  readonly firstPollAfterMs: number;
  /** Told each time that nothing of the tenant can be collected; `final`: time alone does not mend it. */
  readonly onRefused: (error: unknown, final: boolean) => void;
  /** Told when it can be collected. */
  readonly onReady: () => void;
}

/** What becomes of a tenant that one pass cannot even begin with. */
const notBegun: PassOutcome = { listedAll: false, lost: 0, givenUp: 0, brokenOff: true };

/** Attempts of one pass at reaching the login host at the start. */
const passAttempts = 4;
const passingRetry = { baseMs: 1_000, maxMs: 30_000, random: Math.random };
/** What only an operator can mend, such as an unreadable certificate, is looked at again now and then. */
const finalRetry = { baseMs: 30_000, maxMs: 10 * 60_000, random: Math.random };

/**
 * The life of one tenant: it is looked up, its parts are built, it is collected until the signals end it. What goes
 * wrong is this tenant's alone, and is tried again as long as the daemon runs.
 * @returns the outcome of one pass; null from the daemon
 */
export async function runTenant(
  placed: PlacedTenant,
  parts: TenantRunParts,
  signals: StopSignals,
): Promise<PassOutcome | null> {
  const { once } = parts.run;
  try {
    const prepared = await untilPrepared(placed, parts, signals.stopping);
    if (prepared === null) return notBegun;
    const { firstPollAfterMs } = parts;
    const output = await untilAborted(parts.output, signals.stopping);
    const options = { ...prepared, output, firstPollAfterMs };
    if (once) return await ingestOnce(options, signals);
    await ingestForever(options, signals);
    return null;
  } catch (error) {
    if (signals.stopping.aborted) return once ? notBegun : null;
    throw error;
  }
}

/** Null: one pass has given up. */
async function untilPrepared(
  placed: PlacedTenant,
  parts: TenantRunParts,
  signal: AbortSignal,
): Promise<PreparedTenant | null> {
  const { run, onRefused, onReady } = parts;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const prepared = await prepare(placed, parts, signal);
      onReady();
      return prepared;
    } catch (error) {
      signal.throwIfAborted();
      const final = !(error instanceof AuthError && error.kind === 'retry');
      const givesUp = run.once && (final || attempt >= passAttempts);
      const delayMs = givesUp ? null : retryDelayMs(attempt, final ? finalRetry : passingRetry);
      const fields = { tenant: placed.tenant.id, place: placed.place, delay_ms: delayMs, err: error };
      run.logger.error(fields, 'nothing of the tenant can be collected yet; the others go on');
      // Another place may collect these very streams: what fails here says nothing about them.
      if (run.roster.has(placed.place)) blameStreams(run.health, streamsOf(placed.tenant), error);
      run.health.lastMovedMs = run.clock();
      onRefused(error, final || givesUp);
      if (delayMs === null) return null;
      await abortableSleep(delayMs, signal);
    }
  }
}

async function prepare(
  { place, tenant }: PlacedTenant,
  { run, shared, refuseOthers }: TenantRunParts,
  signal: AbortSignal,
): Promise<PreparedTenant> {
  const { sendLogin: send, clock, roster, health } = run;
  if (!roster.has(place)) {
    roster.enter(place, tenant);
    expectStreams(health, streamsOf(tenant), clock());
  }
  const found = await resolveTenant(tenant, { send, clock, signal });
  roster.enter(place, found);
  const streams = streamsOf(found);
  shared.ledger.claim(streams, refuseOthers);
  const prepared = prepareTenant(run, found, shared, signal);
  if (found.id !== tenant.id) {
    forgetStreams(health, streamsOf(tenant));
    expectStreams(health, streams, clock());
  }
  return prepared;
}
