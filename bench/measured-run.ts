import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject } from '../src/lib/json-object.ts';

/** What one run of the real program used; CPU is user and system time, microseconds. */
export interface MeasuredRun {
  readonly seconds: number;
  readonly cpu: number;
  /** Until its first request: loading, configuration, databases. The same for any amount of work. */
  readonly startCpu: number;
  readonly peakRssMiB: number;
  readonly requests: number;
  /** Of these, begun in the first minute. */
  readonly firstMinute: number;
  /** Answers with 403 or 429. */
  readonly refused: number;
}

/** As the npm scripts start it. */
export const heapFlags = ['--min-semi-space-size=4', '--max-semi-space-size=4'];

/**
 * `run --once` in a process of its own.
 * @param entry src/from-source.js, or dist/main.js after `npm run build`
 */
export async function measureRun(entry: string, folder: string): Promise<MeasuredRun> {
  const startedMs = performance.now();
  const args = ['--import', pathOf('bench/usage-probe.js'), pathOf(entry), 'run', '--once'];
  const child = spawn(process.execPath, [...heapFlags, ...args, '--config', join(folder, 'config.yaml')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - startedMs) / 1000;
  if (exitCode !== 0) throw new Error(`the daemon ended with exit code ${exitCode}`);
  const used: unknown = JSON.parse(printed);
  const figure = (name: string) => Number(isJsonObject(used) ? used[name] : undefined);
  return {
    seconds,
    cpu: figure('cpu'),
    startCpu: figure('startCpu'),
    peakRssMiB: figure('rss') / 1024,
    requests: figure('requests'),
    firstMinute: figure('firstMinute'),
    refused: figure('refused'),
  };
}

export function pathOf(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
