import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startBenchSandbox } from './bench-sandbox.ts';
import { type RunningDaemon, startDaemon, watchable } from './running-daemon.ts';
import type { Figures } from './scenario.ts';

/** One daemon with so many tenants, each of five streams and a few records, and what it costs when nothing happens. */
interface Observed {
  readonly startSeconds: number;
  readonly passSeconds: number;
  readonly passCpuSeconds: number;
  readonly idleCpuPercent: number;
  readonly rssMiB: number;
  readonly openFiles: number;
}

const recordsPerTenant = 20;
/** Two intervals: each stream is polled twice. */
const idleMs = 120_000;
/** After the pass each stream is polled once more, so that nothing of the pass is left. */
const settleMs = 60_000;
const mostPassMs = 15 * 60_000;
const lookEveryMs = 5_000;

/** Fifty tenants and five hundred, polled at the default interval. */
export async function manyTenants(): Promise<Figures> {
  const few = await observe(50);
  const many = await observe(500);
  return {
    ...named(few, '50'),
    ...named(many, '500'),
    idle_ratio_500_to_50: many.idleCpuPercent / few.idleCpuPercent,
  };
}

function named(found: Observed, tenants: string): Figures {
  return {
    [`start_seconds_${tenants}`]: found.startSeconds,
    [`pass_seconds_${tenants}`]: found.passSeconds,
    [`pass_cpu_seconds_${tenants}`]: found.passCpuSeconds,
    [`idle_cpu_percent_${tenants}`]: found.idleCpuPercent,
    [`rss_mib_${tenants}`]: found.rssMiB,
    [`open_files_${tenants}`]: found.openFiles,
  };
}

async function observe(count: number): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-tenants-'));
  try {
    const tenants = Array.from(
      { length: count },
      (_, index) => `${String(index + 1).padStart(8, '0')}-2222-3333-4444-555555555555`,
    );
    const options = tenants.flatMap((tenant) => ['--tenant', tenant]);
    const content = { records: recordsPerTenant * count, recordsPerBlob: 4, options };
    await using _sandbox = await startBenchSandbox(folder, content, watchable);
    const beganMs = performance.now();
    await using daemon = await startDaemon(join(folder, 'config.yaml'));
    const startSeconds = (performance.now() - beganMs) / 1000;
    await untilDelivered(daemon);
    const passSeconds = (performance.now() - beganMs) / 1000;
    const passCpuSeconds = daemon.cpuMs() / 1000;
    await setTimeout(settleMs);
    const idleCpuPercent = await cpuPercent(daemon, idleMs);
    const [rssMiB, openFiles] = [daemon.rssMiB(), daemon.openFiles()];
    return { startSeconds, passSeconds, passCpuSeconds, idleCpuPercent, rssMiB, openFiles };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Until all seven days of each stream are listed, and all that was listed is delivered. */
export async function untilDelivered(daemon: RunningDaemon): Promise<void> {
  const beganMs = performance.now();
  while (performance.now() - beganMs < mostPassMs) {
    const { pending, lagSeconds } = await daemon.status();
    if (lagSeconds !== null && pending === 0) return;
    await setTimeout(lookEveryMs);
  }
  throw new Error(`not delivered within ${mostPassMs / 60_000} minutes`);
}

/** Of one core, over the time from now on. */
async function cpuPercent(daemon: RunningDaemon, ms: number): Promise<number> {
  const [beforeMs, beganMs] = [daemon.cpuMs(), performance.now()];
  await setTimeout(ms);
  return ((daemon.cpuMs() - beforeMs) / (performance.now() - beganMs)) * 100;
}
