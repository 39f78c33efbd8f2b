import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { mmdbFile } from '../support/mmdb-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('documents.original_event', () => {
  it('keeps each record as text in its document; without it there is none', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 50 });
    const config = writeConfigFile(folder, sandbox, { documents: { original_event: true } });
    const plainFolder = tempFolder();
    const plainConfig = writeConfigFile(plainFolder, sandbox);

    const results = [
      await runCommand(['run', '--once', '--config', config]),
      await runCommand(['run', '--once', '--config', plainConfig]),
    ];

    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const documents = writtenDocuments(join(folder, 'out'));
    expect(documents).toHaveLength(50);
    for (const { _source } of documents) {
      const { id, original } = Object(_source.event);
      expect(JSON.parse(original)).toMatchObject({ Id: id, CreationTime: expect.any(String) });
    }
    for (const { _source } of writtenDocuments(join(plainFolder, 'out'))) {
      expect(_source.event).not.toHaveProperty('original');
    }
  });
});

describe('a GeoIP database that is replaced under a running daemon', () => {
  it('is read again, and a broken one is not', async () => {
    const folder = tempFolder();
    const file = join(folder, 'city.mmdb');
    const networks = { '0.0.0.0/1': { city: { names: { en: 'Springfield' } } } };
    const database = mmdbFile({ type: 'GeoLite2-City', ipVersion: 6, networks });
    writeFileSync(file, database);
    const sandbox = await sandboxForTest({ records: 20 });
    const config = writeConfigFile(folder, sandbox, { enrich: { geoip: { databases: [file] } } });
    const daemon = startCommand(['run', '--config', config]);
    await waitUntil('window listed', () => daemon.printed().includes('window listed'));

    writeFileSync(`${file}.next`, database);
    renameSync(`${file}.next`, file);
    await waitUntil('GeoIP databases reloaded', () => daemon.printed().includes('GeoIP databases reloaded'));
    writeFileSync(file, database.subarray(0, 40));
    await waitUntil('the earlier version stays in use', () =>
      daemon.printed().includes('the earlier version stays in use'),
    );
    daemon.process.kill('SIGTERM');

    expect((await daemon.finished).exitCode).toBe(0);
  });
});
