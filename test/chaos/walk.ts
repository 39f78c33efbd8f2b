import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningElasticsearch } from '../../sandbox/elasticsearch/obtained-node.ts';
import { createRandom } from '../../sandbox/microsoft/random.ts';
import { startMicrosoftSandbox } from '../../sandbox/microsoft/sandbox.ts';
import { trustedCertificates } from '../../src/lib/trusted-certificates.ts';
import { createElasticsearchClient } from '../../src/output/elasticsearch/client.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { authOf } from '../support/elasticsearch.ts';
import { elasticsearchOutput } from '../support/elasticsearch-output.ts';
import { type Account, balances, takeAccount } from './account.ts';
import { type ChaosAction, type ChaosWorld, drawAction } from './actions.ts';
import { DaemonProcess, runProgram } from './daemon-process.ts';
import { ElasticsearchGate } from './elasticsearch-gate.ts';

export interface WalkOptions {
  readonly seed: string;
  readonly node: Omit<RunningElasticsearch, 'stop'>;
  readonly namespace: string;
  /** Records at the start; a walk publishes more. */
  readonly records: number;
  /** Decides whether to go on: steps so far, and milliseconds since the start. */
  readonly goOn: (steps: number, elapsedMs: number) => boolean;
  /** What happens at a step; default: anything. */
  readonly action?: ChaosAction;
  /** Between two steps, at most; default: 2 seconds. */
  readonly longestPauseMs?: number;
  readonly tell: (text: string) => void;
}

export interface WalkResult {
  readonly steps: number;
  readonly account: Account;
  /** What the sandbox saw that no collector may do. */
  readonly violations: readonly string[];
  /** What else was found to be wrong, such as sums of the ledger that do not hold. */
  readonly problems: readonly string[];
  /** Passes without any fault that it took to collect the rest; undefined: it never came to an end. */
  readonly passes: number | undefined;
  /** The end of the last pass's log. */
  readonly log: string;
  readonly ok: boolean;
}

const mostPasses = 5;

/** Walks at random through every fault, drawn from the seed, then lets the daemon finish in peace and takes account. */
export async function walk(options: WalkOptions): Promise<WalkResult> {
  const { seed, node, namespace, records, tell } = options;
  const random = createRandom(`chaos ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-chaos-'));
  const sandbox = await startMicrosoftSandbox({
    seed,
    records,
    recordsPerBlob: 10,
    pageSize: 7,
    // With two requests at a time the collection outlasts many lives of the daemon.
    latencyMs: 40,
    requestsPerMinute: 100_000,
    // A kill between the note that a subscription is started and its start would cost the 15 minutes until the next one.
    subscribed: true,
    faults: {
      late: { rate: 0.1 },
      'equal-timestamps': { rate: 0.1 },
      'duplicate-record': { rate: 0.05 },
      'duplicate-blob': { rate: 0.05 },
    },
  });
  const gate = await ElasticsearchGate.open(node.url, createRandom(`gate ${seed}`));
  const client = createElasticsearchClient({
    nodes: [node.url],
    auth: authOf(node),
    network: { trustedCertificates: trustedCertificates(node.ca ?? null) },
  });
  const config = writeConfigFile(folder, sandbox, {
    tenant: { data_stream_namespace: namespace },
    polling: { interval: '1s' },
    fetch: { concurrency: 2 },
    // Even a short life acknowledges something.
    output: elasticsearchOutput({ ...node, url: gate.url }, { bulk: { max_wait: '200ms' } }),
    log: { level: 'warn' },
  });
  const daemon = new DaemonProcess(config);
  const world: ChaosWorld = {
    random,
    sandbox,
    daemon,
    gate,
    client,
    dataStream: `logs-o365.audit-${namespace}`,
    config,
    restartElasticsearch:
      node.restart === undefined ? undefined : () => node.restart?.() ?? Promise.resolve(),
    problems: [],
  };
  try {
    const steps = await wander(world, options);
    const { passes, log } = await finish(world, tell);
    const account = await takeAccount(sandbox, client, world.dataStream);
    const violations = sandbox.report().violations.map((violation) => JSON.stringify(violation));
    const { exitCode, stdout, stderr } = await runProgram(['status', '--completeness', '--config', config]);
    if (exitCode !== 0)
      world.problems.push(`status --completeness ends with ${exitCode}: ${stdout}${stderr}`);
    const { problems } = world;
    const ok = passes !== undefined && balances(account) && violations.length + problems.length === 0;
    return { steps, account, violations, problems, passes, log, ok };
  } finally {
    await daemon.end('SIGKILL');
    await Promise.all([sandbox.close(), gate.close(), client.close()]);
    rmSync(folder, { recursive: true });
  }
}

async function wander(
  world: ChaosWorld,
  { goOn, action, longestPauseMs = 2_000, tell }: WalkOptions,
): Promise<number> {
  const startedMs = Date.now();
  world.daemon.start();
  let steps = 0;
  while (goOn(steps, Date.now() - startedMs)) {
    await sleep(world.random.int(longestPauseMs));
    steps += 1;
    const act = action ?? drawAction(world.random);
    tell(`${steps}: ${await act(world, steps)}`);
  }
  return steps;
}

/** Nothing is broken any more: complete passes, until one says that all is delivered. */
async function finish(
  { daemon, sandbox, gate }: ChaosWorld,
  tell: WalkOptions['tell'],
): Promise<{ passes: number | undefined; log: string }> {
  gate.set(undefined);
  sandbox.clearFaults();
  daemon.signal('SIGCONT');
  await daemon.end('SIGTERM');
  let log = '';
  for (let passes = 1; passes <= mostPasses; passes += 1) {
    const end = await daemon.runOnce();
    log = end.log;
    tell(`a pass in peace ends with exit code ${end.exitCode}`);
    // A blob may be late for one listing more: only the second good pass has seen everything.
    if (end.exitCode === 0 && passes > 1) return { passes, log };
  }
  return { passes: undefined, log };
}
