import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isJsonObject } from '../src/lib/json-object.ts';
import { heapFlags, pathOf } from './measured-run.ts';

/** The daemon in a process of its own, watched from outside. Reads /proc, so it runs on Linux only. */
export interface RunningDaemon extends AsyncDisposable {
  /** User and system time so far, milliseconds. */
  cpuMs(): number;
  rssMiB(): number;
  openFiles(): number;
  status(): Promise<DaemonStatus>;
}

/** Of /status what scenarios look at. */
export interface DaemonStatus {
  readonly pending: number;
  readonly records: number;
  /** The largest of all streams; null while one was not listed completely yet. */
  readonly lagSeconds: number | null;
}

const msPerTick = 10;
/** A daemon that is busy starting may be silent for longer than a connection is kept. */
const alone = { headers: { connection: 'close' } };
/** What its configuration must say: it tells at the start where it listens. */
export const watchable = 'http: { listen: "127.0.0.1:0" }\n';

/** @param config path of a configuration that is `watchable` */
export async function startDaemon(config: string): Promise<RunningDaemon> {
  const args = [...heapFlags, pathOf('src/from-source.js'), 'run', '--config', config];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /"address":"([^"]+)"/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the daemon ended with exit code ${code}`)));
  });
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    cpuMs: () => cpuTicks(proc('stat')) * msPerTick,
    rssMiB: () => Number(/VmRSS:\s+(\d+)/.exec(proc('status'))?.[1]) / 1024,
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    status: async () => readStatus(await (await fetch(`http://${address}/status`, alone)).json()),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** User and system time of a process (proc(5), /proc/pid/stat); its name, in brackets, may hold anything. */
function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function readStatus(status: unknown): DaemonStatus {
  if (!isJsonObject(status) || !isJsonObject(status.totals)) throw new Error('/status told nothing');
  const streams = Array.isArray(status.streams) ? status.streams : [];
  const lags = streams.map((one) => (isJsonObject(one) ? (one.lag_seconds ?? null) : null));
  return {
    pending: Number(status.totals.pending),
    records: Number(status.totals.records),
    lagSeconds: lags.includes(null) ? null : Math.max(...lags.map(Number)),
  };
}
