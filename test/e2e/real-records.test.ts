import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@elastic/elasticsearch';
import { describe, expect, it, type TestContext } from 'vitest';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { deliveredBlobs } from '../support/delivered-blobs.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';
import { elasticsearchOutput } from '../support/elasticsearch-output.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

// 3,254 records of a real tenant that nobody of this project wrote; they are not part of the repository.
const realRecords = fileURLToPath(
  new URL('../../../shared/fixtures/tenant-2021/records.ndjson', import.meta.url),
);

function recordsOrSkip(context: TestContext): string {
  if (!existsSync(realRecords))
    context.skip('the real records (../shared/fixtures/tenant-2021) are not here');
  return realRecords;
}

async function countDocuments(client: Client, dataStream: string): Promise<number> {
  await client.indices.refresh({ index: dataStream });
  return (await client.count({ index: dataStream })).count;
}

function recordIds(file: string): string[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): string => JSON.parse(line).Id)
    .toSorted();
}

async function indexedIds(client: Client, dataStream: string): Promise<string[]> {
  const found = await client.search<{ event: { id: string } }>({
    index: dataStream,
    size: 10_000,
    _source: ['event.id'],
  });
  return found.hits.hits.map((hit) => hit._source?.event.id ?? '').toSorted();
}

describe('real records through the sandbox, the daemon and a real Elasticsearch', () => {
  it('become one document each; a second pass adds none', async (context) => {
    const recordsFile = recordsOrSkip(context);
    const client = clientForTest(await elasticsearchForTest(context));
    const node = await elasticsearchForTest(context);
    const namespace = uniqueNamespace();
    const dataStream = `logs-o365.audit-${namespace}`;
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ recordsFile });
    const config = writeConfigFile(folder, sandbox, {
      tenant: { data_stream_namespace: namespace },
      output: elasticsearchOutput(node),
    });

    const first = await runCommand(['run', '--once', '--config', config]);
    const afterFirst = await countDocuments(client, dataStream);
    const second = await runCommand(['run', '--once', '--config', config]);

    expect([first.exitCode, second.exitCode], first.stderr + second.stderr).toEqual([0, 0]);
    expect([afterFirst, await countDocuments(client, dataStream)]).toEqual([3254, 3254]);
    expect(await indexedIds(client, dataStream)).toEqual(recordIds(recordsFile));
    const { totals } = readStatus(join(folder, 'checkpoint.db'), Date.now());
    expect(totals).toMatchObject({
      records: 3254,
      indexed: 3254,
      duplicates: 0,
      dead_letters: 0,
      pending: 0,
    });
    expect(sandbox.report()).toMatchObject({ totals: { neverFetched: 0, fetchedAgain: 0 }, violations: [] });
  });

  it('end as one document each when the daemon is killed in the middle', async (context) => {
    const recordsFile = recordsOrSkip(context);
    const node = await elasticsearchForTest(context);
    const client = clientForTest(node);
    const namespace = uniqueNamespace();
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint.db');
    const sandbox = await sandboxForTest({ recordsFile, latencyMs: 20, recordsPerBlob: 10 });
    const config = writeConfigFile(folder, sandbox, {
      tenant: { data_stream_namespace: namespace },
      output: elasticsearchOutput(node),
      fetch: { concurrency: 2 },
    });
    const half = sandbox.report().totals.blobs / 2;

    const killed = startCommand(['run', '--once', '--config', config]);
    await waitUntil('half is delivered', () => deliveredBlobs(checkpoint) >= half);
    killed.process.kill('SIGKILL');
    await killed.finished;
    const before = deliveredBlobs(checkpoint);
    const fetched = sandbox.blobs().filter((blob) => blob.fetched > 0).length;
    const last = await runCommand(['run', '--once', '--config', config]);

    expect(before).toBeLessThan(half * 2);
    expect(last.exitCode, last.stderr).toBe(0);
    expect(await countDocuments(client, `logs-o365.audit-${namespace}`)).toBe(3254);
    // Only what was fetched and not acknowledged when the kill came may be fetched again.
    expect(sandbox.report().totals.fetchedAgain).toBeLessThanOrEqual(fetched - before);
    expect(sandbox.report().totals.neverFetched).toBe(0);
  });
});
