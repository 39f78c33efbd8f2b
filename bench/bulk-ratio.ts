import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { startBenchSandbox } from './bench-sandbox.ts';
import { measureRun } from './measured-run.ts';
import { sampleRecords } from './sample-records.ts';
import { median, referenceRound } from './scenario.ts';

const content = { records: 20_000, recordsPerBlob: 500 };
const warmUpRounds = 10;

/**
 * CPU per record of one short pass of the real program, its start left out, as a multiple of JSON.parse and JSON.stringify of
 * such records. The reference is measured while the program runs: on a shared machine the speed of a core changes from one
 * second to the next, and with the reference measured afterwards the same program came to 16 to 22 times it, so to 18 to 21.
 */
export async function bulkRatio(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-bench-'));
  try {
    await using _sandbox = await startBenchSandbox(folder, content);
    const round = referenceRound(sampleRecords(4000));
    for (let done = 0; done < warmUpRounds; done += 1) round();
    let running = true;
    const run = measureRun('src/from-source.js', folder).finally(() => {
      running = false;
    });
    const rounds: number[] = [];
    while (running) {
      rounds.push(round());
      await setImmediate();
    }
    const { cpu, startCpu } = await run;
    return (cpu - startCpu) / content.records / median(rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
