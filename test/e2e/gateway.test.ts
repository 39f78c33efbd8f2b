import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

it.each(['commercial', 'gcc-high'] as const)(
  'a private gateway that forwards the answers of %s unchanged costs nothing',
  async (cloud) => {
    const folder = tempFolder();
    // A page holds little, so that next pages carry the cloud's host as well.
    const sandbox = await sandboxForTest({ records: 120, pageSize: 2, days: 2, cloud, cloudAddresses: true });
    const config = writeConfigFile(folder, sandbox, { tenant: { cloud } });

    const pass = await runCommand(['run', '--once', '--config', config]);

    expect(pass.exitCode, pass.stderr.slice(-2000)).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(120);
    const status = await runCommand(['status', '--json', '--config', config]);
    expect(JSON.parse(status.stdout).totals).toMatchObject({ lost: 0, pending: 0 });
    const content = await runCommand([
      'content',
      'get',
      '--ndjson',
      '--start',
      '2 days ago',
      '--config',
      config,
    ]);
    expect(content.stdout.split('\n').length, content.stderr).toBeGreaterThan(100);
  },
);

it('behind a gateway, no other host than the gateway is asked', async () => {
  const folder = tempFolder();
  const faults = { 'wrong-host-uri': { rate: 0.3 }, 'wrong-host-page': { rate: 0.3 } };
  const sandbox = await sandboxForTest({ records: 60, pageSize: 2, days: 2, cloudAddresses: true, faults });
  const config = writeConfigFile(folder, sandbox);

  const pass = await runCommand(['run', '--once', '--config', config]);

  expect(pass.stderr).toContain('SOURCE_FOREIGN_HOST');
  expect(sandbox.report().trap).toEqual({ requests: 0, withToken: 0 });
});
