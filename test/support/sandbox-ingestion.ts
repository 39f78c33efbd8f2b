import { join } from 'node:path';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import { createClientSecretProvider } from '../../src/auth/client-secret.ts';
import { resolveCloud } from '../../src/auth/clouds.ts';
import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import { createByteBudget } from '../../src/ingest/byte-budget.ts';
import type { TenantIngestionOptions } from '../../src/ingest/tenant-ingestion.ts';
import type { Sleep } from '../../src/lib/abortable-sleep.ts';
import { ByteGate } from '../../src/lib/byte-gate.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { TextBlocks } from '../../src/lib/text-blocks.ts';
import { trustedCertificates } from '../../src/lib/trusted-certificates.ts';
import type { Output } from '../../src/model/output.ts';
import { createManagementSource } from '../../src/source/management-api/management-source.ts';
import { ServiceClock } from '../../src/source/service-clock.ts';
import { MemoryOutput, plainMapper, recordedEvents } from './ingest-parts.ts';
import { recordedSourceEvents } from './source-events.ts';
import { stream } from './streams.ts';
import { tempFolder } from './temp-folder.ts';
import { textInPlace } from './text-in-place.ts';

export interface SandboxIngestionOptions {
  /** The machine's clock; it may differ from the sandbox's. */
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Moves evenly; default: the machine's clock. */
  readonly steady?: Clock;
  readonly output?: Output;
  /** Longest silence of a request, in real milliseconds. */
  readonly timeoutMs?: number;
  readonly requestsPerMinute?: number;
  readonly concurrency?: number;
  readonly change?: Partial<TenantIngestionOptions>;
}

/** A tenant's real ingestion, from the token to the ledger, against a sandbox. */
export function sandboxIngestion(sandbox: MicrosoftSandbox, options: SandboxIngestionOptions) {
  const { settings, url, caPem } = sandbox;
  const { clock: wall, sleep, steady = wall, timeoutMs = 10_000 } = options;
  const tenantId = settings.tenants[0] ?? '';
  const cloud = resolveCloud(settings.cloud, { login: url, management: url });
  const sourceEvents = recordedSourceEvents();
  const serviceClock = new ServiceClock({ steady, wall });
  const common = {
    tenantId,
    timeoutMs,
    network: { trustedCertificates: trustedCertificates(caPem) },
    clock: steady,
    events: sourceEvents,
  };
  const { clientId, clientSecret } = settings;
  const app = {
    clientId,
    clientSecret: textInPlace(clientSecret),
    loginUrl: cloud.loginUrl,
    audience: cloud.managementAudience,
  };
  const source = createManagementSource({
    ...common,
    managementUrl: cloud.managementUrl,
    tokenProvider: createClientSecretProvider({ ...common, ...app }),
    concurrency: options.concurrency ?? 8,
    requestsPerMinute: options.requestsPerMinute ?? 2_000,
    serviceClock,
    sleep,
    random: () => 1,
  });
  const streams = settings.contentTypes.map((contentType) => stream(contentType, tenantId));
  const path = join(tempFolder(), 'checkpoint.db');
  const { ledger } = openLedger(path, streams, serviceClock.now);
  const { events, log } = recordedEvents();
  const memory = new MemoryOutput();
  const ingestion: TenantIngestionOptions = {
    tenantId,
    streams,
    source,
    mapper: plainMapper,
    filter: () => null,
    dataset: 'o365.audit',
    output: options.output ?? memory,
    ledger,
    budget: createByteBudget(64 * 1024 * 1024),
    gate: new ByteGate(16 * 1024 * 1024),
    blocks: new TextBlocks(),
    events,
    clock: serviceClock.now,
    localClock: steady,
    sleep,
    intervalMs: 60_000,
    lookbackMs: 7 * 24 * 3_600_000,
    windowMs: 24 * 3_600_000,
    retry: { baseMs: 100, maxMs: 5_000, random: () => 1 },
    ...options.change,
  };
  return { ingestion, memory, sourceEvents, serviceClock, path, log };
}

/** Every record id that the sandbox holds, each once, sorted. */
export function recordIds(sandbox: MicrosoftSandbox): string[] {
  return [...new Set(sandbox.blobs().flatMap(({ ids }) => ids))].toSorted();
}
