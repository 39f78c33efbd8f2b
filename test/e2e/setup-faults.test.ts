import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createRandom } from '../../sandbox/microsoft/random.ts';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { takeAccount } from '../chaos/account.ts';
import { ElasticsearchGate, type GateSetting } from '../chaos/elasticsearch-gate.ts';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';
import { elasticsearchOutput } from '../support/elasticsearch-output.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Row {
  readonly name: string;
  /** What the gate does to the first requests of the first pass. */
  readonly gate?: GateSetting;
  /** What is in the cluster before the first pass; the index template of the pass has this name. */
  readonly before?: (client: Client, template: string, dataset: string) => Promise<unknown>;
  /** The first pass ends before Elasticsearch is ready. */
  readonly givesUp?: true;
}

/** An index template of the pass's name or beside it, with the project's fields. */
const template = (dataset: string, meta: Record<string, string>, priority = 250) => ({
  index_patterns: [`logs-${dataset}-*`],
  data_stream: {},
  priority,
  template: { mappings: { properties: { message: { type: 'keyword' as const } } } },
  _meta: meta,
});

const rows: readonly Row[] = [
  { name: 'down at the start', gate: { kind: 'refuse', rate: 1, times: 2 } },
  { name: 'down for longer than a pass waits', gate: { kind: 'refuse', rate: 1 }, givesUp: true },
  { name: 'nobody may enter yet (401)', gate: { kind: 'unauthorized', rate: 1, times: 2 } },
  { name: 'not allowed yet (403)', gate: { kind: 'forbidden', rate: 1, times: 2 } },
  { name: 'never allowed (403)', gate: { kind: 'forbidden', rate: 1 }, givesUp: true },
  { name: '429 while templates are installed', gate: { kind: 'busy', rate: 1, times: 2, method: 'PUT' } },
  {
    name: '503 while templates are installed',
    gate: { kind: 'unavailable', rate: 1, times: 2, method: 'PUT' },
  },
  { name: '502 while templates are read', gate: { kind: 'html', rate: 1, times: 2, method: 'GET' } },
  {
    name: 'the answer to an installed template is lost',
    gate: { kind: 'drop_answer', rate: 1, times: 2, method: 'PUT' },
  },
  {
    name: 'a template of a newer version',
    before: (client, name, dataset) =>
      client.indices.putIndexTemplate({
        name,
        ...template(dataset, { managed_by: 'm365-audit', version: '99.0.0', content: 'of the future' }),
      }),
  },
  {
    name: "an operator's own template under the same name",
    before: (client, name, dataset) => client.indices.putIndexTemplate({ name, ...template(dataset, {}) }),
  },
  {
    name: "an operator's own template that is stronger",
    before: (client, name, dataset) =>
      client.indices.putIndexTemplate({ name: `${name}-own`, ...template(dataset, {}, 900) }),
  },
];

/** A pass that meets the fault at its start; where it gives up, another one on the same checkpoint meets nothing. */
async function collect(ctx: TestContext, row: Row) {
  const node = await elasticsearchForTest(ctx);
  const client = clientForTest(node);
  const gate = await ElasticsearchGate.open(node.url, createRandom(row.name));
  const dataset = uniqueNamespace();
  const name = `m365-audit-${dataset}`;
  onTestFinished(async () => {
    await gate.close();
    for (const left of [name, `${name}-own`])
      await client.indices.deleteIndexTemplate({ name: left }, { ignore: [400, 404] });
  });
  await row.before?.(client, name, dataset);
  const sandbox = await sandboxForTest({ contentTypes: ['Audit.General'], subscribed: true, records: 60 });
  const folder = tempFolder();
  const config = writeConfigFile(folder, sandbox, {
    tenant: { content_types: ['Audit.General'] },
    output: elasticsearchOutput({ ...node, url: gate.url }, { data_stream: { dataset } }),
  });
  const pass = async () => (await runCommand(['run', '--once', '--config', config])).exitCode;
  gate.set(row.gate);
  const first = await pass();
  const { struck } = gate;
  gate.set(undefined);
  const second = row.givesUp ? await pass() : undefined;
  const account = await takeAccount(sandbox, client, `logs-${dataset}-default`);
  const { totals } = readStatus(join(folder, 'checkpoint.db'), Date.now());
  return { first, second, struck, account, totals };
}

describe('each record is there once, whatever meets the setup at the start', () => {
  for (const row of rows)
    it(row.name, { timeout: 60_000 }, async (ctx) => {
      const { first, second, struck, account, totals } = await collect(ctx, row);

      expect([first, second]).toEqual(row.givesUp ? [1, 0] : [0, undefined]);
      if (row.gate !== undefined) expect(struck).toBeGreaterThan(0);
      const { published } = account;
      expect(account).toEqual({ published, indexed: published, missing: [], repeated: [], unknown: [] });
      expect(totals).toMatchObject({ pending: 0, lost: 0, dead_letters: 0, indexed: published });
      expect(totals.records).toBe(totals.indexed + totals.duplicates);
    });
});
