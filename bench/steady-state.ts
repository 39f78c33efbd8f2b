import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Content, startBenchSandbox } from './bench-sandbox.ts';
import { untilDelivered } from './many-tenants.ts';
import { startDaemon, watchable } from './running-daemon.ts';
import { withRecords } from './sample-records.ts';
import { type Figures, median, type ScenarioOptions } from './scenario.ts';

/** Each of five streams gets a new blob of 20 records so often, seconds: 60 blobs and 1,200 records a minute in all. */
const newBlobEverySeconds = 5;
const content: Content = {
  records: 2_000,
  recordsPerBlob: 20,
  options: ['--live-interval', String(newBlobEverySeconds)],
};
const rounds = 30;
const roundMs = 10_000;

/** A day like any other: one tenant, polled at the default interval for five minutes, and new blobs all the time. */
export async function steadyState({ recordsFile }: ScenarioOptions): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-steady-'));
  try {
    const held = withRecords(content, recordsFile);
    await using _sandbox = await startBenchSandbox(folder, held, watchable);
    await using daemon = await startDaemon(join(folder, 'config.yaml'));
    await untilDelivered(daemon);
    const [before, cpuMs, beganMs] = [await daemon.status(), daemon.cpuMs(), performance.now()];
    const lags: number[] = [];
    const rss: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await setTimeout(roundMs);
      lags.push((await daemon.status()).lagSeconds ?? Number.NaN);
      rss.push(daemon.rssMiB());
    }
    const usedMs = daemon.cpuMs() - cpuMs;
    const records = (await daemon.status()).records - before.records;
    return {
      minutes: (performance.now() - beganMs) / 60_000,
      records,
      cpu_percent: (usedMs / (performance.now() - beganMs)) * 100,
      cpu_us_per_record: (usedMs * 1000) / records,
      lag_seconds_median: median(lags),
      lag_seconds_max: Math.max(...lags),
      rss_mib_first_third: median(rss.slice(0, rounds / 3)),
      rss_mib_last_third: median(rss.slice(-rounds / 3)),
      open_files: daemon.openFiles(),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
