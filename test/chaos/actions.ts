import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { CONTENT_TYPES } from '../../sandbox/microsoft/content-types.ts';
import { FAULTS, type FaultName, faultRow, isFaultName } from '../../sandbox/microsoft/faults/fault-table.ts';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import type { Random } from '../../sandbox/microsoft/random.ts';
import { generatedSupply } from '../../sandbox/microsoft/records/generated-supply.ts';
import { isJsonObject, tryParseJson } from '../../src/lib/json-object.ts';
import { fillDiskOf, freeDiskOf } from '../support/full-disk.ts';
import { DaemonProcess, runProgram } from './daemon-process.ts';
import { type ElasticsearchGate, gateFaults } from './elasticsearch-gate.ts';

/** Everything that a walk can do something to. */
export interface ChaosWorld {
  readonly random: Random;
  readonly sandbox: MicrosoftSandbox;
  readonly daemon: DaemonProcess;
  readonly gate: ElasticsearchGate;
  /** Straight to the node, past the gate. */
  readonly client: Client;
  readonly dataStream: string;
  readonly config: string;
  /** Kills the node and starts it again on the same data; undefined where it cannot. */
  readonly restartElasticsearch: (() => Promise<void>) | undefined;
  /** What is found to be wrong on the way. */
  readonly problems: string[];
}

/** Does one thing to the world and tells what it was. */
export type ChaosAction = (world: ChaosWorld, step: number) => Promise<string>;

/** Faults of requests that a collector survives whole; those of content are made with the content. */
const requestFaults: readonly FaultName[] = Object.keys(FAULTS)
  .filter(isFaultName)
  .filter((name) => {
    const { where, loses } = faultRow(name);
    return !['content', 'stream', 'start'].includes(where) && loses !== true && name !== 'blob-stall';
  });

const dayMs = 24 * 3_600_000;

/** Power cut: the process ends where it stands. */
export async function kill({ daemon }: ChaosWorld): Promise<string> {
  await daemon.end('SIGKILL');
  daemon.start();
  return 'the daemon is killed and started again';
}

async function restart({ daemon }: ChaosWorld): Promise<string> {
  await daemon.end('SIGTERM');
  daemon.start();
  return 'the daemon is stopped and started again';
}

async function freeze({ daemon, random }: ChaosWorld): Promise<string> {
  const frozenMs = 500 + random.int(2_000);
  daemon.signal('SIGSTOP');
  await sleep(frozenMs);
  daemon.signal('SIGCONT');
  return `the daemon is frozen for ${frozenMs} ms`;
}

async function breakRequests({ sandbox, random }: ChaosWorld): Promise<string> {
  const name = random.pick(requestFaults);
  const rate = Math.round((0.05 + 0.4 * random.next()) * 100) / 100;
  sandbox.setFault(name, { rate });
  return `${name} strikes ${rate} of what it can`;
}

async function clearRequests({ sandbox }: ChaosWorld): Promise<string> {
  sandbox.clearFaults();
  return 'the API behaves';
}

async function revokeTokens({ sandbox }: ChaosWorld): Promise<string> {
  for (const token of sandbox.tokensIssued()) sandbox.revokeToken(token);
  return 'every token is revoked';
}

/** New content: fresh or days old, listed at once or late, with records of its own or those of a blob before it. */
async function publish({ sandbox, random }: ChaosWorld, step: number): Promise<string> {
  const contentType = random.pick(CONTENT_TYPES);
  const createdMs = Date.now() - Math.floor(random.next() ** 3 * 6 * dayMs);
  const tenantId = sandbox.settings.tenants[0] ?? '';
  const seed = random.chance(0.2) ? 'published-again' : `published-${step}`;
  const supply = generatedSupply(seed, { tenantId, contentType }, 100);
  const records = Array.from({ length: 1 + random.int(30) }, (_, index): unknown =>
    JSON.parse(supply.json(index, createdMs)),
  );
  sandbox.addBlob({ contentType, createdMs, records });
  const hours = Math.round((Date.now() - createdMs) / 3_600_000);
  return `a blob of ${records.length} records appears in ${contentType}, ${hours} h late`;
}

async function breakElasticsearch({ gate, random }: ChaosWorld): Promise<string> {
  const kind = random.pick(gateFaults);
  const rate = random.chance(0.3) ? 1 : 0.3;
  gate.set({ kind, rate });
  return `Elasticsearch: ${kind} for ${rate} of the requests`;
}

async function mendElasticsearch({ gate }: ChaosWorld): Promise<string> {
  gate.set(undefined);
  return 'Elasticsearch behaves';
}

async function rollOver({ client, dataStream }: ChaosWorld): Promise<string> {
  const rolled = await client.indices.rollover({ alias: dataStream }).catch(() => undefined);
  return rolled === undefined ? 'there is nothing to roll over yet' : 'the data stream rolls over';
}

async function blockWrites({ client, dataStream, random }: ChaosWorld): Promise<string> {
  const blockedMs = 500 + random.int(1_500);
  const put = (block: boolean | null): Promise<unknown> =>
    client.indices.putSettings({ index: dataStream, settings: { 'index.blocks.write': block } });
  const blocked = await put(true).catch(() => undefined);
  if (blocked === undefined) return 'there is nothing to block yet';
  await sleep(blockedMs);
  await put(null);
  return `the data stream takes no writes for ${blockedMs} ms`;
}

/** Larger than what is parsed as a whole, with records that cannot be mapped among the others. */
async function publishLarge({ sandbox }: ChaosWorld, step: number): Promise<string> {
  const tenantId = sandbox.settings.tenants[0] ?? '';
  const createdMs = Date.now() - 60_000;
  const supply = generatedSupply(`large-${step}`, { tenantId, contentType: 'Audit.Exchange' }, 3_000);
  const records = Array.from({ length: 2_500 }, (_, index): unknown =>
    index % 1_000 === 999 ? null : JSON.parse(supply.json(index, createdMs)),
  );
  sandbox.addBlob({ contentType: 'Audit.Exchange', createdMs, records });
  return 'a large blob appears, with two records that are none';
}

async function refuseListings({ sandbox, random }: ChaosWorld): Promise<string> {
  const value = random.pick(['AF20022', 'AF20023', 'AF20055']);
  sandbox.setFault('list-error', { rate: 0.5, value });
  return `half of the listings are refused with ${value}`;
}

async function restartNode({ restartElasticsearch }: ChaosWorld): Promise<string> {
  if (restartElasticsearch === undefined) return 'Elasticsearch cannot be restarted here';
  await restartElasticsearch();
  return 'Elasticsearch is killed and started again';
}

/** A foreign template that declares an object of ours as a number, from the next backing index on. */
async function contradict(world: ChaosWorld): Promise<string> {
  const { client, dataStream } = world;
  const properties = { o365: { type: 'long' } } as const;
  await client.indices.putIndexTemplate({
    name: dataStream,
    index_patterns: [dataStream],
    data_stream: {},
    priority: 900,
    template: { mappings: { properties } },
  });
  const rolled = await rollOver(world);
  await client.indices.deleteIndexTemplate({ name: dataStream }, { ignore: [404] }).catch(() => undefined);
  return `a foreign template contradicts ours: ${rolled}`;
}

/** Other processes look at the ledger, and replay its dead letters, whatever happens meanwhile. */
async function lookAndReplay({ config, problems }: ChaosWorld): Promise<string> {
  const replayed = await runProgram(['replay', '--config', config]);
  const { stdout, stderr } = await runProgram(['status', '--completeness', '--json', '--config', config]);
  const account: unknown = tryParseJson(stdout);
  const balances =
    isJsonObject(account) && Array.isArray(account.mismatches) && account.mismatches.length === 0;
  if (!balances) problems.push(`the sums of the ledger: ${stdout}${stderr}`);
  return `a replay ends with ${replayed.exitCode}; the ledger's sums ${balances ? 'hold' : 'DO NOT HOLD'}`;
}

/** The disk of the checkpoint is full for a while. */
async function fillDisk({ daemon, random }: ChaosWorld): Promise<string> {
  const { pid } = daemon;
  if (pid === undefined) return 'no daemon runs whose disk could be full';
  const fullMs = 500 + random.int(3_000);
  const refused = fillDiskOf(pid);
  if (refused !== null) return `the disk cannot be full: ${refused}`;
  await sleep(fullMs);
  freeDiskOf(pid);
  return `the disk of the checkpoint is full for ${fullMs} ms`;
}

const secondDaemonMs = 60_000;

/**
 * Another daemon on the same checkpoint. Only one of the two may run: the second, unless the first had not come to
 * open the checkpoint yet.
 */
async function startSecond({ daemon, config, problems }: ChaosWorld): Promise<string> {
  const second = new DaemonProcess(config);
  second.start();
  const refused = await Promise.race([second.ended(), daemon.ended(), sleep(secondDaemonMs)]);
  const { exitCode, log } = refused ?? (await second.end('SIGKILL'));
  if (second.pid !== undefined) {
    await second.end('SIGTERM');
    daemon.start();
  }
  if (exitCode === 1 && log.includes('CHECKPOINT_LOCKED')) return 'one of two daemons is refused';
  problems.push(`a second daemon was not refused but ended with ${exitCode}: ${log}`);
  return 'a second daemon is NOT REFUSED';
}

/** Each action as often as its weight says. */
export const chaosActions: readonly (readonly [weight: number, action: ChaosAction])[] = [
  [6, kill],
  [2, restart],
  [2, freeze],
  [5, breakRequests],
  [3, clearRequests],
  [1, revokeTokens],
  [6, publish],
  [4, breakElasticsearch],
  [4, mendElasticsearch],
  [2, rollOver],
  [1, blockWrites],
  [2, publishLarge],
  [2, refuseListings],
  [1, restartNode],
  [1, contradict],
  [3, lookAndReplay],
  [2, fillDisk],
  [2, startSecond],
];

/** Draws one of the actions. */
export function drawAction(random: Random): ChaosAction {
  const drawn: ChaosAction[] = chaosActions.flatMap(([weight, action]) => Array(weight).fill(action));
  return random.pick(drawn);
}
