import type { Client } from '@elastic/elasticsearch';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createRandom } from '../../sandbox/microsoft/random.ts';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { ingestOnce } from '../../src/ingest/tenant-ingestion.ts';
import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import { createRecordMapper } from '../../src/mapping/record-mapper.ts';
import type { Output } from '../../src/model/output.ts';
import { createElasticsearchClient } from '../../src/output/elasticsearch/client.ts';
import { takeAccount } from '../chaos/account.ts';
import { ElasticsearchGate, type GateSetting } from '../chaos/elasticsearch-gate.ts';
import { authOf, elasticsearchForTest } from '../support/elasticsearch.ts';
import { realStream } from '../support/real-stream.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { sandboxIngestion } from '../support/sandbox-ingestion.ts';

const never = new AbortController().signal;
const signals = { stopping: never, abort: never };
/** How long a blocked index stays so. */
const blockedMs = 300;

interface World {
  readonly client: Client;
  readonly dataStream: string;
  readonly gate: ElasticsearchGate;
}

interface Row {
  readonly name: string;
  /** What the gate does to the requests of the pass. */
  readonly gate?: GateSetting;
  /** Happens when some documents were written and more are to come. */
  readonly midway?: (world: World) => Promise<unknown>;
}

const setBlock = ({ client, dataStream }: World, block: string, value: boolean | null) =>
  client.indices.putSettings({ index: dataStream, settings: { [`index.blocks.${block}`]: value } });

/** Blocks the data stream for a while; the pass goes on meanwhile. */
const blockFor = (block: string) => async (world: World) => {
  await setBlock(world, block, true);
  setTimeout(() => void setBlock(world, block, null), blockedMs);
};

const rollOver = ({ client, dataStream }: World) => client.indices.rollover({ alias: dataStream });

const rows: readonly Row[] = [
  { name: 'nothing' },
  { name: 'down: connections are ended', gate: { kind: 'refuse', rate: 1, times: 6 } },
  { name: 'now and then down', gate: { kind: 'refuse', rate: 0.4 } },
  { name: 'answers are lost', gate: { kind: 'drop_answer', rate: 0.4 } },
  { name: 'answers are cut', gate: { kind: 'cut_answer', rate: 0.4 } },
  { name: '429 for a whole request', gate: { kind: 'busy', rate: 0.4 } },
  { name: '429 for some documents', gate: { kind: 'busy_items', rate: 0.5 } },
  { name: '503', gate: { kind: 'unavailable', rate: 0.4 } },
  { name: 'a page for people', gate: { kind: 'html', rate: 0.4 } },
  { name: 'slow', gate: { kind: 'slow', rate: 0.5, times: 6 } },
  { name: 'a disk beyond its flood stage', midway: blockFor('read_only_allow_delete') },
  { name: 'no writes', midway: blockFor('write') },
  { name: 'a rollover', midway: rollOver },
  {
    name: 'a rollover while answers are lost',
    gate: { kind: 'drop_answer', rate: 0.4 },
    midway: rollOver,
  },
  {
    name: 'a field of another type from the next backing index on',
    midway: async (world) => {
      const { client, dataStream } = world;
      await client.indices.putIndexTemplate({
        name: `${dataStream}-conflict`,
        index_patterns: [dataStream],
        data_stream: {},
        priority: 900,
        template: { mappings: { properties: { o365: { type: 'long' } } } },
      });
      onTestFinished(
        async () => void (await client.indices.deleteIndexTemplate({ name: `${dataStream}-conflict` })),
      );
      await rollOver(world);
    },
  },
];

/** A pass of a whole ingestion into the real Elasticsearch, through the gate. */
async function collect(ctx: TestContext, row: Row) {
  const stream = await realStream(ctx);
  const node = await elasticsearchForTest(ctx);
  const gate = await ElasticsearchGate.open(node.url, createRandom(row.name));
  const client = createElasticsearchClient({ nodes: [gate.url], auth: authOf(node) });
  onTestFinished(async () => {
    await client.close();
    await gate.close();
  });
  const sandbox = await sandboxForTest({
    contentTypes: ['Audit.Exchange', 'Audit.General'],
    subscribed: true,
    records: 240,
    recordsPerBlob: 4,
    days: 3,
    faults: { 'duplicate-record': { rate: 0.3 }, 'duplicate-blob': { rate: 0.2 } },
  });
  // Small requests, so that each pass makes many of them.
  const { writer } = stream.newWriter({ client, maxActions: 10 });
  const world = { client: stream.client, dataStream: stream.dataStream, gate };
  let writes = 0;
  const someWritten = Promise.withResolvers<void>();
  const output: Pick<Output, 'write'> = {
    async write(documents, signal) {
      writes += 1;
      if (writes === 20) {
        await someWritten.promise;
        await row.midway?.(world);
      }
      const written = await writer.write(documents, signal);
      someWritten.resolve();
      return written;
    },
  };
  const { ingestion, path, log } = sandboxIngestion(sandbox, {
    clock: Date.now,
    sleep: abortableSleep,
    output: { ...output, close: () => writer.close() },
    change: {
      dataset: stream.dataset,
      mapper: createRecordMapper({ geoip: null, userAgent: null }),
      lookbackMs: 4 * 24 * 3_600_000,
    },
  });
  gate.set(row.gate);
  const outcome = await ingestOnce(ingestion, signals);
  const account = await takeAccount(sandbox, stream.client, stream.dataStream);
  return { outcome, account, struck: gate.struck, log, status: readStatus(path, Date.now()) };
}

describe('a pass delivers each record once, whatever Elasticsearch does', () => {
  for (const row of rows)
    it(row.name, async (ctx) => {
      const { outcome, account, struck, status } = await collect(ctx, row);

      expect(outcome).toEqual({ listedAll: true, lost: 0, givenUp: 0, brokenOff: false });
      expect(account).toEqual({
        published: account.published,
        indexed: account.published,
        missing: [],
        repeated: [],
        unknown: [],
      });
      const { records, indexed, duplicates, pending, dead_letters } = status.totals;
      expect({ pending, dead_letters, sum: indexed + duplicates }).toEqual({
        pending: 0,
        dead_letters: 0,
        sum: records,
      });
      if (row.gate !== undefined) expect(struck).toBeGreaterThan(0);
    });
});
