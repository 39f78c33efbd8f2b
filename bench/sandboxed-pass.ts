import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sampleRecords } from './sample-records.ts';
import { cpuMicroseconds, type Figures } from './scenario.ts';

/** What the sandbox holds, and how it answers. */
export interface Content {
  readonly records: number;
  readonly recordsPerBlob: number;
  /** More options of the sandbox's command line. */
  readonly options?: readonly string[];
}

interface Finished {
  readonly exitCode: number | null;
  readonly cpuMicroseconds: number;
  readonly seconds: number;
  readonly peakRssMiB: number;
}

/**
 * One pass of the real process over seven days, to files; the sandbox runs in a process of its own, bodies made before.
 * The process is measured as a whole, its start included.
 */
export async function sandboxedPass(content: Content): Promise<Figures> {
  const { records, recordsPerBlob } = content;
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-bench-'));
  const sandbox = await startSandbox(folder, content);
  try {
    const run = await runDaemon(folder);
    if (run.exitCode !== 0) throw new Error(`the daemon ended with exit code ${run.exitCode}`);
    return {
      records,
      records_per_blob: recordsPerBlob,
      seconds: run.seconds,
      records_per_second: records / run.seconds,
      cpu_us_per_record: run.cpuMicroseconds / records,
      reference_us_per_record: referencePerRecord(),
      peak_rss_mib: run.peakRssMiB,
    };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  }
}

function path(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

async function startSandbox(folder: string, content: Content): Promise<{ stop: () => Promise<void> }> {
  const { records, recordsPerBlob, options = [] } = content;
  const config = join(folder, 'config.yaml');
  const amount = [
    '--records',
    String(records),
    '--records-per-blob',
    String(recordsPerBlob),
    '--keep-bodies',
  ];
  const target = ['--port', '0', '--tls-dir', folder, '--write-config', config];
  const args = ['--scenario', 'calm', '--until-stdin-ends', ...amount, ...options, ...target];
  const child = spawn(process.execPath, [path('sandbox/microsoft/main.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  writeFileSync(config, 'http: false\nlog: { level: error }\n', { flag: 'a' });
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function runDaemon(folder: string): Promise<Finished> {
  const startedMs = Date.now();
  const config = join(folder, 'config.yaml');
  const child = spawn(process.execPath, [path('bench/measured-pass.ts'), config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const usage: { cpu: number; rss: number } = JSON.parse(printed);
  const seconds = (Date.now() - startedMs) / 1000;
  return { exitCode, cpuMicroseconds: usage.cpu, seconds, peakRssMiB: usage.rss / 1024 };
}

/** CPU of JSON.parse and JSON.stringify of records of the same kind, in the same run. */
function referencePerRecord(): number {
  const texts = sampleRecords(4000);
  const round = () => {
    const before = cpuMicroseconds();
    for (const text of texts) JSON.stringify(JSON.parse(text));
    return (cpuMicroseconds() - before) / texts.length;
  };
  return Math.min(...Array.from({ length: 10 }, round));
}
