import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { deliveredBlobs } from '../support/delivered-blobs.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

function deliveredIds(checkpoint: string): Set<string> {
  const database = new DatabaseSync(checkpoint, { readOnly: true });
  const rows = database.prepare("SELECT content_id FROM blobs WHERE state = 'delivered'").all();
  database.close();
  return new Set(rows.map((row) => String(row.content_id)));
}

describe('a daemon that is killed', () => {
  it('ends with each record once, and fetches nothing again that was acknowledged', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint.db');
    const sandbox = await sandboxForTest({ records: 3000, recordsPerBlob: 10, latencyMs: 15 });
    const config = writeConfigFile(folder, sandbox, { fetch: { concurrency: 4 } });

    for (const share of [0.15, 0.4, 0.7]) {
      const running = startCommand(['run', '--once', '--config', config]);
      const target = share * sandbox.report().totals.blobs;
      await waitUntil(`${target} blobs are delivered`, () => deliveredBlobs(checkpoint) >= target);
      running.process.kill('SIGKILL');
      const end = await running.finished;
      expect(end.signal, end.stderr).toBe('SIGKILL');
    }
    const acknowledged = deliveredIds(checkpoint);
    const fetchesBefore = new Map(sandbox.blobs().map((blob) => [blob.contentId, blob.fetched]));
    const last = await runCommand(['run', '--once', '--config', config]);

    expect(last.exitCode, last.stderr).toBe(0);
    const ids = writtenDocuments(join(folder, 'out')).map((document) => document._id);
    expect([ids.length, new Set(ids).size]).toEqual([3000, 3000]);
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const blob of sandbox.blobs()) {
      if (acknowledged.has(blob.contentId)) expect(blob.fetched).toBe(fetchesBefore.get(blob.contentId));
    }
  });
});
