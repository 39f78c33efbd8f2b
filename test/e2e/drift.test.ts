import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Names and values that belong to somebody; none of them may be told. */
const PERSONAL = ['alice', 'contoso', '4f3k2a', '203.0.113', 'secret-value'];

/** Two of each kind of record: what they carry is unknown, or known, or somebody's. */
function records(): readonly object[] {
  const common = {
    CreationTime: '2026-08-01T09:14:07',
    UserId: 'alice@contoso.com',
    ClientIP: '203.0.113.9',
  };
  return [1, 2].flatMap((number) => [
    { ...common, Id: `type-${number}`, RecordType: 99_999, Workload: 'Exchange', Operation: 'X' },
    { ...common, Id: `workload-${number}`, RecordType: 1, Workload: 'NewService', Operation: 'X' },
    { ...common, Id: `field-${number}`, RecordType: 2, Workload: 'Exchange', NewMember: 'secret-value' },
    {
      ...common,
      Id: `names-${number}`,
      RecordType: 2,
      Workload: 'alice@contoso.com',
      'alice@contoso.com': 'secret-value',
      Item: { 'fileserver.contoso.com': 'secret-value', 'LAPTOP-4F3K2A': 1 },
    },
  ]);
}

describe('what the mapping does not know', () => {
  it('is delivered, told by status, logged once, and says nothing about anybody', async () => {
    const folder = tempFolder();
    const recordsFile = join(folder, 'records.ndjson');
    writeFileSync(
      recordsFile,
      records()
        .map((record) => JSON.stringify(record))
        .join('\n'),
    );
    const sandbox = await sandboxForTest({ recordsFile, recordsPerBlob: 3 });
    const config = writeConfigFile(folder, sandbox);

    const run = await runCommand(['run', '--once', '--config', config]);

    expect(run.exitCode, run.stderr).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(8);
    const status = await runInProcess(['status', '--json', '--config', config]);
    const { drift } = JSON.parse(status.stdout);
    const expected = [
      { kind: 'field', name: '*', count: 2 },
      { kind: 'field', name: 'Item.*', count: 2 },
      { kind: 'field', name: 'NewMember', count: 2 },
      { kind: 'record_type', name: '99999', count: 2 },
      { kind: 'workload', name: '*', count: 2 },
      { kind: 'workload', name: 'NewService', count: 2 },
    ];
    expect(drift).toMatchObject(expected);
    const table = await runInProcess(['status', '--drift', '--config', config]);
    for (const { kind, name } of expected) expect(table.stdout).toMatch(row(kind, name));
    expect(loggedNames(run.stdout + run.stderr)).toEqual(expected.map(({ kind, name }) => `${kind} ${name}`));
    const told = (JSON.stringify(drift) + table.stdout + run.stdout + run.stderr).toLowerCase();
    // The tenant of the configuration has a name that is no secret.
    const others = told.replaceAll(/"tenant":"contoso"/g, '');
    for (const text of PERSONAL) expect(others).not.toContain(text);
  });
});

function row(kind: string, name: string): RegExp {
  return new RegExp(`^${kind} +${name.replaceAll(/[.*]/g, '\\$&')} .*\\b2\\b`, 'm');
}

/** The log lines about drift, as `kind name`, sorted. */
function loggedNames(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.includes('does not know this yet'))
    .map((line) => JSON.parse(line))
    .map(({ kind, name }) => `${kind} ${name}`)
    .toSorted();
}
