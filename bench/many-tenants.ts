import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Figures, Scenario } from './scenario.ts';

/** One daemon with so many tenants, each of five streams and a few records, and what it costs when nothing happens. */
interface Observed {
  readonly startSeconds: number;
  readonly passSeconds: number;
  readonly idleCpuPercent: number;
  readonly rssMiB: number;
  readonly sockets: number;
}

const recordsPerTenant = 20;
const idleSeconds = 20;
const ticksPerSecond = 100;

/** Fifty tenants and five hundred, polled at the default interval. Reads /proc, so it runs on Linux only. */
export const manyTenants: Scenario = async () => {
  const few = await observe(50);
  const many = await observe(500);
  const figures: Record<string, number> = {};
  for (const [name, found] of [
    ['50', few],
    ['500', many],
  ] as const) {
    figures[`start_seconds_${name}`] = found.startSeconds;
    figures[`pass_seconds_${name}`] = found.passSeconds;
    figures[`idle_cpu_percent_${name}`] = found.idleCpuPercent;
    figures[`rss_mib_${name}`] = found.rssMiB;
    figures[`sockets_${name}`] = found.sockets;
  }
  return figures satisfies Figures;
};

async function observe(count: number): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-tenants-'));
  const tenants = Array.from(
    { length: count },
    (_, index) => `${String(index + 1).padStart(8, '0')}-2222-3333-4444-555555555555`,
  );
  const config = join(folder, 'config.yaml');
  const amount = ['--records', String(recordsPerTenant * count), '--records-per-blob', '4'];
  const which = tenants.flatMap((tenant) => ['--tenant', tenant]);
  const target = ['--port', '0', '--tls-dir', folder, '--write-config', config];
  const sandboxArgs = ['--scenario', 'calm', '--until-stdin-ends', ...amount, ...which, ...target];
  const sandbox = spawn(process.execPath, [path('sandbox/microsoft/main.ts'), ...sandboxArgs], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => createInterface({ input: sandbox.stdout }).once('line', resolve));
  writeFileSync(config, 'http: { listen: "127.0.0.1:0" }\n', { flag: 'a' });
  const beganMs = Date.now();
  const daemon = spawn(process.execPath, [path('src/main.ts'), 'run', '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const address = await new Promise<string>((resolve) => {
      createInterface({ input: daemon.stderr }).on('line', (line) => {
        const found = /"address":"([^"]+)"/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const startSeconds = (Date.now() - beganMs) / 1000;
    await untilDelivered(address, recordsPerTenant * count);
    const passSeconds = (Date.now() - beganMs) / 1000;
    const idleCpuPercent = await idleCpu(daemon.pid ?? 0);
    return { startSeconds, passSeconds, idleCpuPercent, ...usage(daemon.pid ?? 0) };
  } finally {
    for (const child of [daemon, sandbox]) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true });
  }
}

function path(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

async function untilDelivered(address: string, records: number): Promise<void> {
  for (;;) {
    const ready = await fetch(`http://${address}/readyz`);
    const status = await (await fetch(`http://${address}/status`)).json();
    const delivered = typeof status === 'object' && status !== null && 'totals' in status;
    const text = delivered ? JSON.stringify(status.totals) : '';
    if (ready.status === 200 && text.includes(`"records":${records},`)) return;
    await setTimeout(500);
  }
}

async function idleCpu(pid: number): Promise<number> {
  const before = cpuTicks(pid);
  await setTimeout(idleSeconds * 1000);
  return ((cpuTicks(pid) - before) / ticksPerSecond / idleSeconds) * 100;
}

/** User and system time of a process so far, in ticks (proc(5), /proc/pid/stat). */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function usage(pid: number): { rssMiB: number; sockets: number } {
  const rssKiB = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { rssMiB: rssKiB / 1024, sockets: readdirSync(`/proc/${pid}/fd`).length };
}
