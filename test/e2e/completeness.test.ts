import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Completeness } from '../../src/checkpoint/read-completeness.ts';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

function change(checkpoint: string, sql: string): void {
  const database = new DatabaseSync(checkpoint);
  database.exec(sql);
  database.close();
}

describe('status --completeness', () => {
  it('accounts for all that a pass collected, and exits 1 when a sum does not hold', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint.db');
    const sandbox = await sandboxForTest({ records: 200, recordsPerBlob: 10 });
    const config = writeConfigFile(folder, sandbox);
    expect((await runInProcess(['run', '--once', '--config', config])).exitCode).toBe(0);
    const question = ['status', '--completeness', '--config', config];
    const ask = (...args: string[]) => runInProcess([...question, ...args]);

    const balanced = await ask('--json');
    expect(balanced.exitCode, balanced.stderr).toBe(0);
    const found: Completeness = JSON.parse(balanced.stdout);
    expect(found).toMatchObject({ complete: true, mismatches: [] });
    expect(found.totals).toMatchObject({
      blobs: { listed: sandbox.report().totals.blobs, pending: 0, lost: 0 },
      records: { fetched: 200, indexed: 200 },
    });
    expect((await ask()).stdout).toContain('Complete: all that was listed is delivered');
    expect((await ask('--since', '91d')).exitCode).toBe(2);

    change(checkpoint, 'DELETE FROM blobs WHERE content_id = (SELECT min(content_id) FROM blobs)');
    const broken = await runCommand(question);
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain('THE SUMS DO NOT HOLD');
    expect((await ask('--json')).exitCode).toBe(1);
  });
});

describe('replay', () => {
  it('sends dead letters to the output again, after which all is accounted for as indexed', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint.db');
    const sandbox = await sandboxForTest({ records: 50, recordsPerBlob: 10 });
    const config = writeConfigFile(folder, sandbox);
    await runInProcess(['run', '--once', '--config', config]);
    // As if the output had refused one record more of the oldest blob, which says so in its counts.
    const record = JSON.stringify({
      Id: 'kept',
      CreationTime: '2026-08-01T09:00:00',
      RecordType: 25,
      Operation: 'X',
    });
    change(
      checkpoint,
      `CREATE TEMP TABLE b AS SELECT * FROM main.blobs ORDER BY created_ms LIMIT 1;
       INSERT INTO main.dead_letters (stream_id, content_id, created_ms, kept_ms, bytes, version, record_id, kind, reason, record)
         SELECT stream_id, content_id, created_ms, 1, 9, '0', 'kept', 'document_parsing_exception', 'no', '${record}' FROM b;
       UPDATE main.blobs SET records = records + 1, dead_letters = 1 WHERE content_id = (SELECT content_id FROM b)
         AND stream_id = (SELECT stream_id FROM b);
       UPDATE main.hours SET records = records + 1, dead_letters = 1 WHERE stream_id = (SELECT stream_id FROM b)
         AND hour_ms = (SELECT created_ms - created_ms % 3600000 FROM b);
       UPDATE main.streams SET dead_letter_bytes = 9, records = records + 1, dead_letters = 1
         WHERE id = (SELECT stream_id FROM b);`,
    );
    const run = (...args: string[]) => runInProcess([...args, '--config', config]);
    expect((await run('status', '--completeness')).exitCode).toBe(0);

    expect((await run('replay', '--dry-run')).stdout).toContain('would be written: 1');
    const replayed = await runCommand(['replay', '--json', '--config', config]);

    expect(replayed.exitCode, replayed.stderr).toBe(0);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ dry_run: false, taken: 1, indexed: 1, rejected: 0 });
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(51);
    const after = await run('status', '--completeness', '--json');
    expect(JSON.parse(after.stdout)).toMatchObject({
      complete: true,
      totals: { records: { fetched: 51, indexed: 51, dead_letters: 0 } },
    });
    expect((await run('replay')).stdout).toContain('No dead letters');
  });

  it('makes no checkpoint where there is none', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 1 });
    const config = writeConfigFile(folder, sandbox);

    const result = await runInProcess(['replay', '--config', config]);

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('CHECKPOINT_MISSING');
  });
});
