import { createByteBudget } from '../ingest/byte-budget.ts';
import type { PassOutcome, TenantIngestionOptions } from '../ingest/tenant-ingestion.ts';
import { ByteGate } from '../lib/byte-gate.ts';
import { spread } from '../lib/spread.ts';
import { TextBlocks } from '../lib/text-blocks.ts';
import type { RecordMapper } from '../model/document.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import { gateBytes } from './gate-bytes.ts';
import { forgetStreams } from './health.ts';
import type { Run } from './run.ts';
import { createStopControl, type StopControl } from './stop-control.ts';
import { streamsOf } from './streams.ts';
import { type PlacedTenant, runTenant } from './tenant-run.ts';

export interface TenantSetParts {
  readonly run: Run;
  readonly ledger: Ledger;
  readonly mapper: RecordMapper;
  readonly events: TenantIngestionOptions['events'];
  /** Told when no tenant is left that time alone could mend. */
  readonly onAllRefused: (error: unknown) => void;
}

/** A tenant that is being collected. */
interface Member {
  readonly placed: PlacedTenant;
  readonly budget: ReturnType<typeof createByteBudget>;
  readonly control: StopControl;
  done: Promise<PassOutcome | null>;
}

/** Time between the first polls of two tenants, on average, as long as the interval is not over before. */
const staggerMs = 100;

/** The tenants of a run. Each has a life of its own: what befalls one neither stops nor slows another. */
export class TenantSet {
  readonly #parts: TenantSetParts;
  readonly #members = new Map<string, Member>();
  readonly #refusals = new Map<string, unknown>();
  readonly #broken = Promise.withResolvers<never>();
  readonly #output = Promise.withResolvers<Output>();
  /** Tenants may come and go while the daemon runs. */
  readonly #changes: boolean;
  /** Room for blobs that are larger than a tenant's share. */
  readonly #oversize: ByteGate;
  readonly #blocks = new TextBlocks();

  constructor(parts: TenantSetParts) {
    this.#parts = parts;
    this.#changes = parts.run.tenantFiles !== null;
    this.#oversize = new ByteGate(this.#isAlone(1) ? 1 : parts.run.config.fetch.memory_limit / 2);
    // It is waited for by those who ask.
    this.#broken.promise.catch(() => undefined);
  }

  get usedBytes(): number {
    return [...this.#members.values()].reduce((sum, { budget }) => sum + budget.usedBytes, 0);
  }

  placed(): readonly PlacedTenant[] {
    return [...this.#members.values()].map(({ placed }) => placed);
  }

  /** Rejects when a tenant ended by a defect of ours; settles in no other way. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  /** Begins to collect tenants; their first polls are spread over up to one interval. */
  start(all: readonly PlacedTenant[]): void {
    const { run } = this.#parts;
    const spreadMs = Math.min(run.config.polling.interval, all.length * staggerMs);
    for (const placed of all) {
      const firstPollAfterMs = all.length === 1 ? 0 : Math.round(spread(placed.tenant.id) * spreadMs);
      this.#begin(placed, firstPollAfterMs);
    }
  }

  /** Stops collecting a tenant after what is on its way is finished; what is left stays in the ledger. */
  async stop(place: string): Promise<void> {
    const member = this.#members.get(place);
    if (member === undefined) return;
    const { run } = this.#parts;
    member.control.stop();
    await member.done.catch(() => undefined);
    member.control.dispose();
    this.#members.delete(place);
    this.#refusals.delete(place);
    const known = run.roster.leave(place);
    if (known === undefined) return;
    const streams = [...streamsOf(known), ...streamsOf(member.placed.tenant)];
    forgetStreams(run.health, streams);
    run.telemetry.forgetStreams(streams, new Set(run.roster.tenants().map(({ id }) => id)));
  }

  /** The tenants can write from now on. */
  giveOutput(output: Output): void {
    this.#output.resolve(output);
  }

  /** Resolves when every tenant has ended by itself, with the outcomes of one pass. Rejects when one ended by a defect. */
  async ended(): Promise<readonly PassOutcome[]> {
    const all = [...this.#members.values()].map(({ done }) => done);
    await Promise.allSettled(all);
    return (await Promise.all(all)).filter((outcome) => outcome !== null);
  }

  #begin(placed: PlacedTenant, firstPollAfterMs: number): void {
    const { run, ledger, mapper, events } = this.#parts;
    const control = createStopControl();
    // One for each tenant: what waits for a data stream that takes nothing must not keep the others' documents out.
    const gate = new ByteGate(gateBytes(run.config));
    const budget = createByteBudget(() => this.#share(), this.#oversize);
    const signals = {
      stopping: AbortSignal.any([run.stop.stopping, control.stopping]),
      abort: AbortSignal.any([run.stop.abort, control.abort]),
    };
    const parts = {
      run,
      output: this.#output.promise,
      firstPollAfterMs,
      shared: { ledger, mapper, events, gate, budget, blocks: this.#blocks },
      refuseOthers: this.#isAlone(this.#members.size + 1),
      onReady: () => void this.#refusals.delete(placed.place),
      onRefused: (error: unknown, final: boolean) => this.#refused(placed.place, error, final),
    };
    const member: Member = { placed, budget, control, done: Promise.resolve(null) };
    this.#members.set(placed.place, member);
    member.done = runTenant(placed, parts, signals);
    member.done.catch((error: unknown) => this.#broken.reject(error));
  }

  #refused(place: string, error: unknown, final: boolean): void {
    if (!final) return;
    this.#refusals.set(place, error);
    if (!this.#changes && this.#refusals.size === this.#members.size) this.#parts.onAllRefused(error);
  }

  /** One tenant has all of the memory; of several, each has its share of one half, and what is larger uses the other. */
  #share(): number {
    const limit = this.#parts.run.config.fetch.memory_limit;
    return this.#isAlone(this.#members.size) ? limit : limit / 2 / this.#members.size;
  }

  #isAlone(members: number): boolean {
    return !this.#changes && members === 1 && this.#parts.run.config.tenants.length === 1;
  }
}
