import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { elasticsearchForTest } from '../support/elasticsearch.ts';
import { elasticsearchOutput } from '../support/elasticsearch-output.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('setup --roles prints the roles that this configuration needs, and asks nobody', async () => {
  const folder = tempFolder();
  const config = join(folder, 'config.yaml');
  const auth = { method: 'managed_identity' };
  const output = { elasticsearch: { nodes: ['http://127.0.0.1:9'], data_stream: { dataset: 'own.set' } } };
  const tenants = [{ id: '11111111-2222-3333-4444-555555555555', auth }];
  writeFileSync(config, stringify({ tenants, output }));
  const { exitCode, stdout } = await runCommand(['setup', '--roles', '--config', config]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    m365_audit_writer: {
      cluster: ['monitor', 'read_pipeline'],
      indices: [
        {
          names: ['logs-own.set-*', 'logs-m365_audit.gap-*'],
          privileges: ['create_doc', 'auto_configure', 'read', 'view_index_metadata', 'delete'],
        },
      ],
    },
    m365_audit_setup: expect.objectContaining({ indices: [] }),
  });
});

describe('setup and check against a real Elasticsearch', () => {
  it('installs once, changes nothing the second time, and names what the cluster cannot have', async (context) => {
    const node = await elasticsearchForTest(context);
    const sandbox = await sandboxForTest({ records: 1 });
    const config = writeConfigFile(tempFolder(), sandbox, { output: elasticsearchOutput(node) });

    const dry = await runInProcess(['setup', '--dry-run', '--config', config]);
    const first = await runCommand(['setup', '--config', config]);
    const second = await runInProcess(['setup', '--config', config]);
    const check = await runInProcess(['check', '--config', config]);

    expect([dry.exitCode, first.exitCode, second.exitCode, check.exitCode], check.stdout).toEqual([
      0, 0, 0, 0,
    ]);
    expect(first.stdout).toMatch(/index.template/);
    expect(second.stdout).not.toMatch(/: (created|updated)/);
    if (!node.fullDistribution) expect(second.stdout).toContain('left out: ');
    expect(check.stdout).toMatch(/ok +output: templates: installed and current/);
    expect(check.stdout).toContain('Ready: m365-audit run');
  });
});
