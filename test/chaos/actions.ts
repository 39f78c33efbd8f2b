import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { CONTENT_TYPES } from '../../sandbox/microsoft/content-types.ts';
import { FAULTS, type FaultName, faultRow, isFaultName } from '../../sandbox/microsoft/faults/fault-table.ts';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import type { Random } from '../../sandbox/microsoft/random.ts';
import { generatedSupply } from '../../sandbox/microsoft/records/generated-supply.ts';
import type { DaemonProcess } from './daemon-process.ts';
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
];

/** Draws one of the actions. */
export function drawAction(random: Random): ChaosAction {
  const drawn: ChaosAction[] = chaosActions.flatMap(([weight, action]) => Array(weight).fill(action));
  return random.pick(drawn);
}
