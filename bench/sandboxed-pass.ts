import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, startBenchSandbox } from './bench-sandbox.ts';
import { type MeasuredRun, measureRun } from './measured-run.ts';
import { type Drained, drain } from './raw-drain.ts';
import { recordsOf, sampleRecords } from './sample-records.ts';
import { type Figures, median, referenceRound } from './scenario.ts';

export type { Content } from './bench-sandbox.ts';

const referenceRounds = 11;

/**
 * One pass of the real program over seven days, to files. It is measured as a whole, its start included; what the start
 * takes is told apart. Beside it, two references of the same run: JSON.parse and JSON.stringify of records of the same
 * kind, and a plain client that fetches the same blobs and drops them.
 */
export async function sandboxedPass(content: Content, entry = 'src/from-source.js'): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-bench-'));
  try {
    await using sandbox = await startBenchSandbox(folder, content);
    const run = await measureRun(entry, folder);
    // The plain client asks as often as the daemon did, and knows of no quota: it must fit into what is left of this minute's.
    const drained = run.refused > 0 || run.requests > 900 ? null : await drain(sandbox);
    return figuresOf(content, run, drained);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function figuresOf(content: Content, run: MeasuredRun, drained: Drained | null): Figures {
  const { records, recordsPerBlob } = content;
  const reference = referencePerRecord(content);
  const working = (run.cpu - run.startCpu) / records;
  return {
    records,
    records_per_blob: recordsPerBlob,
    seconds: run.seconds,
    records_per_second: records / run.seconds,
    cpu_us_per_record: run.cpu / records,
    cpu_us_per_record_without_start: working,
    start_cpu_ms: run.startCpu / 1000,
    reference_us_per_record: reference,
    ratio_to_reference: working / reference,
    peak_rss_mib: run.peakRssMiB,
    requests: run.requests,
    requests_in_first_minute: run.firstMinute,
    answers_403_or_429: run.refused,
    ...(drained === null ? {} : againstPlainClient(drained, run.seconds)),
  };
}

function againstPlainClient({ seconds, blobs, bytes }: Drained, runSeconds: number): Figures {
  const mib = bytes / 1024 ** 2;
  return {
    mib_per_second: mib / runSeconds,
    plain_client_mib_per_second: mib / seconds,
    plain_client_seconds: seconds,
    blobs,
  };
}

/** CPU of JSON.parse and JSON.stringify of records of the same kind, in the same run. */
function referencePerRecord({ recordsFile }: Content): number {
  const round = referenceRound(recordsFile === undefined ? sampleRecords(4000) : recordsOf(recordsFile));
  return median(Array.from({ length: referenceRounds }, round));
}
