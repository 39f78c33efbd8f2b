import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { setupElasticsearch } from '../../src/output/elasticsearch/setup.ts';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';
import { elasticsearchOutput } from '../support/elasticsearch-output.ts';
import { idsIn } from '../support/real-stream.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { signal } = new AbortController();

it('loses no record to a mapping that fits none, and doubles none when the checkpoint is lost after a rollover', async (context) => {
  const node = await elasticsearchForTest(context);
  const client = clientForTest(node);
  const setup = { dataset: 'o365.audit', pipeline: 'm365-audit', version: '0.0.0', dryRun: false };
  await setupElasticsearch({ ...setup, client, signal });
  const namespace = uniqueNamespace();
  const dataStream = `logs-o365.audit-${namespace}`;
  await client.indices.putIndexTemplate({
    name: dataStream,
    index_patterns: [dataStream],
    priority: 900,
    data_stream: {},
    composed_of: ['m365-audit-settings', 'm365-audit-fields'],
    template: {
      settings: { 'index.mapping.ignore_malformed': false },
      mappings: { properties: { event: { properties: { category: { type: 'date' } } } } },
    },
  });
  onTestFinished(async () => {
    await client.indices.deleteIndexTemplate({ name: dataStream }, { ignore: [400, 404] });
  });
  const sandbox = await sandboxForTest({ records: 200 });
  const runOnce = async (folder: string) => {
    const config = writeConfigFile(folder, sandbox, {
      tenant: { data_stream_namespace: namespace },
      output: elasticsearchOutput(node),
    });
    const { exitCode, stderr } = await runCommand(['run', '--once', '--config', config]);
    expect(exitCode, stderr).toBe(0);
    return { stderr, totals: readStatus(join(folder, 'checkpoint.db'), Date.now()).totals };
  };

  const first = await runOnce(tempFolder());
  expect(first.totals).toMatchObject({ indexed: first.totals.records, duplicates: 0, dead_letters: 0 });
  expect(first.stderr).toContain('indexed in their safe form');
  const ids = await idsIn(client, dataStream);
  expect(ids).toHaveLength(first.totals.records);
  const { count } = await client.count({
    index: dataStream,
    query: { term: { tags: 'm365_audit_safe_form' } },
  });
  expect(count).toBe(ids.length);

  await client.indices.rollover({ alias: dataStream });
  const second = await runOnce(tempFolder());
  expect(second.totals).toMatchObject({ indexed: 0, duplicates: ids.length, dead_letters: 0 });
  expect(await idsIn(client, dataStream)).toEqual(ids);
});
