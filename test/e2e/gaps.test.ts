import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a blob that the API lists but does not give is told by a document, apart from the records', async () => {
  const folder = tempFolder();
  const sandbox = await sandboxForTest({ records: 200, faults: { 'blob-missing': { first: 1 } } });
  const config = writeConfigFile(folder, sandbox);

  const run = await runCommand(['run', '--once', '--config', config]);

  expect(run.exitCode, run.stderr).toBe(1);
  const fetched = sandbox.blobs().filter((blob) => blob.fetched > 0);
  expect(fetched).toHaveLength(sandbox.blobs().length - 1);
  const records = writtenDocuments(join(folder, 'out')).map(({ _source }) => _source.event.id);
  expect(records.toSorted()).toEqual(fetched.flatMap(({ ids }) => ids).toSorted());
  const gaps = writtenDocuments(join(folder, 'out', 'gaps')).map(({ _source }) => _source);
  expect(gaps).toMatchObject([
    { event: { kind: 'state', action: 'gap-opened' }, m365_audit: { gap: { cause: 'missing', blobs: 1 } } },
  ]);
});
