import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { runCommand, runInProcess, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const realRecords = fileURLToPath(
  new URL('../../../shared/fixtures/tenant-2021/records.ndjson', import.meta.url),
);

interface AuditRecord {
  readonly Id: string;
  readonly RecordType: number;
  readonly Workload: string;
  readonly Operation: string;
  readonly UserId: string;
}

function recordsOrSkip(context: TestContext): readonly AuditRecord[] {
  if (!existsSync(realRecords))
    context.skip('the real records (../shared/fixtures/tenant-2021) are not here');
  return readFileSync(realRecords, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function realSandbox(command = runInProcess, recordsPerBlob = 100) {
  const sandbox = await sandboxForTest({
    recordsFile: realRecords,
    subscribed: true,
    pageSize: 5,
    recordsPerBlob,
  });
  const config = writeConfigFile(tempFolder(), sandbox);
  const run = (...args: string[]) => command([...args, '--config', config]);
  return { sandbox, run };
}

function idsOf(ndjson: string): string[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line): string => JSON.parse(line).Id)
    .toSorted();
}

describe('subscriptions by hand', () => {
  it('are listed, started and stopped', async () => {
    const sandbox = await sandboxForTest({ records: 10 });
    const config = writeConfigFile(tempFolder(), sandbox);
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await runInProcess(['subscriptions', ...args, '--config', config]);
      expect(exitCode, stderr).toBe(0);
      return stdout;
    };
    const statuses = async () =>
      (JSON.parse(await run('list', '--json')) as { content_type: string; status: string }[]).map(
        ({ content_type, status }) => `${content_type} ${status}`,
      );

    expect(await statuses()).toEqual([
      'Audit.AzureActiveDirectory none',
      'Audit.Exchange none',
      'Audit.SharePoint none',
      'Audit.General none',
      'DLP.All none',
    ]);
    expect(await run('start', '--content-type', 'audit.exchange', 'dlp.all')).toContain('enabled');
    await run('start', '--content-type', 'Audit.Exchange');
    await run('stop', '--content-type', 'DLP.All');

    expect(await statuses()).toEqual([
      'Audit.AzureActiveDirectory none',
      'Audit.Exchange enabled',
      'Audit.SharePoint none',
      'Audit.General none',
      'DLP.All disabled',
    ]);
    expect(await run('list')).toMatch(/tenant +content type +status/);
    const lines = (await run('list', '--ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).status)).toHaveLength(5);
  });

  it('that cannot be stopped are told with what to do, and the others are stopped', async () => {
    const sandbox = await sandboxForTest({ records: 10 });
    const config = writeConfigFile(tempFolder(), sandbox);
    await runInProcess(['subscriptions', 'start', '--content-type', 'DLP.All', '--config', config]);

    const { exitCode, stdout } = await runCommand(['subscriptions', 'stop', '--config', config]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Audit\.Exchange +failed .*->/);
    expect(stdout).toMatch(/DLP\.All +disabled/);
  });
});

describe('of several tenants by hand', () => {
  it('one that fails is told, and the others are shown', async () => {
    const tenants = ['11111111', '22222222'].map((start) => `${start}-2222-3333-4444-555555555555`);
    const sandbox = await sandboxForTest({ records: 10, tenants, subscribed: true });
    const { url, settings } = sandbox;
    const auth = {
      method: 'client_secret',
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    };
    const entries = tenants.map((id) => ({ id, endpoints: { login: url, management: url }, auth }));
    const [first, ...others] = entries;
    const wrong = { ...first, name: 'wrong', auth: { ...auth, client_secret: 'no-such-secret' } };
    const config = writeConfigFile(tempFolder(), sandbox, { tenants: [wrong, ...others] });

    for (const command of ['subscriptions', 'content']) {
      const shown = await runInProcess([command, 'list', '--json', '--config', config]);

      expect(shown.exitCode).toBe(1);
      expect(shown.stderr).toMatch(/^wrong:\nm365-audit: AUTH_SECRET_WRONG/m);
      const rows: { tenant: string }[] = JSON.parse(shown.stdout);
      expect(new Set(rows.map(({ tenant }) => tenant))).toEqual(new Set([tenants[1]]));
    }
  });
});

describe('content by hand, of real records', () => {
  it('is listed and fetched whole', async (context) => {
    const records = recordsOrSkip(context);
    const { sandbox, run } = await realSandbox(runCommand, 10);

    const list = await run('content', 'list', '--start', '7 days ago', '--ndjson');
    const get = await run('content', 'get', '--start', '7 days ago', '--ndjson');
    const json = await run('content', 'get', '--start', '7d', '--content-type', 'Audit.Exchange', '--json');

    expect([list.exitCode, get.exitCode, json.exitCode], list.stderr + get.stderr).toEqual([0, 0, 0]);
    expect(list.stdout.trimEnd().split('\n')).toHaveLength(sandbox.blobs().length);
    expect(idsOf(get.stdout)).toEqual(records.map(({ Id }) => Id).toSorted());
    expect(JSON.parse(json.stdout)).toHaveLength(
      sandbox
        .blobs()
        .filter(({ contentType }) => contentType === 'Audit.Exchange')
        .reduce((sum, { ids }) => sum + ids.length, 0),
    );
  });

  it('is filtered by each filter, alone and together', async (context) => {
    const records = recordsOrSkip(context);
    const { run } = await realSandbox();
    const [some] = records.filter(({ RecordType, Operation }) => RecordType === 8 && Operation !== '');
    if (some === undefined) throw new Error('no directory record');
    const cases: readonly (readonly [args: string[], (record: AuditRecord) => boolean])[] = [
      [['--record-type', '8'], ({ RecordType }) => RecordType === 8],
      [
        ['--record-type', 'azureactivedirectory', '6'],
        ({ RecordType }) => RecordType === 8 || RecordType === 6,
      ],
      [['--workload', some.Workload], ({ Workload }) => Workload === some.Workload],
      [['--operation', some.Operation], ({ Operation }) => Operation === some.Operation],
      [
        ['--user', some.UserId.toUpperCase()],
        ({ UserId }) => UserId.toLowerCase() === some.UserId.toLowerCase(),
      ],
      [
        ['--record-type', '8', '--user', some.UserId],
        ({ RecordType, UserId }) => RecordType === 8 && UserId.toLowerCase() === some.UserId.toLowerCase(),
      ],
    ];
    for (const [args, matches] of cases) {
      const { stdout, stderr } = await run('content', 'get', '--start', '7d', '--ndjson', ...args);
      const wanted = records.filter(matches).map(({ Id }) => Id);
      expect(wanted.length).toBeGreaterThan(0);
      expect(idsOf(stdout), `${args} ${stderr}`).toEqual(wanted.toSorted());
    }
  });

  it('is a table for people', async (context) => {
    recordsOrSkip(context);
    const { run } = await realSandbox();

    const { stdout } = await run('content', 'get', '--start', '7d', '--record-type', '8');

    expect(stdout).toMatch(/created +workload +operation +user +client ip +id/);
    expect(stdout).toMatch(/\d+ records\n$/);
  });

  it('keeps the order of the API and tells what cannot be had', async () => {
    const sandbox = await sandboxForTest({ records: 200, subscribed: true });
    const config = writeConfigFile(tempFolder(), sandbox);
    const [lost] = sandbox.blobs();
    sandbox.setFault('blob-missing', { target: lost?.contentId ?? '' });

    const get = await runInProcess(['content', 'get', '--start', '7d', '--ndjson', '--config', config]);

    expect(get.exitCode).toBe(1);
    expect(get.stderr).toContain('SOURCE_CONTENT_MISSING');
    const there = sandbox.blobs().filter(({ contentId }) => contentId !== lost?.contentId);
    expect(idsOf(get.stdout)).toEqual(there.flatMap(({ ids }) => ids).toSorted());
  });

  it.each([
    [['--start', '8 days ago'], 2, 'CLI_RANGE_TOO_OLD'],
    [['--start', 'soon'], 2, 'CLI_TIME_UNREADABLE'],
    [['--content-type', 'Audit.Nothing'], 2, 'CLI_CONTENT_TYPE_UNKNOWN'],
    [['--record-type', 'Nothing'], 2, 'FILTER_UNKNOWN_RECORD_TYPE'],
    [['--tenant', 'fabrikam'], 2, 'TENANT_UNKNOWN'],
    [['--timeout', 'later'], 2, 'It takes a duration'],
    [['--timeout', '1ms'], 1, 'CLI_TOOK_TOO_LONG'],
  ])('explains %j', async (args, exitCode, told) => {
    const sandbox = await sandboxForTest({ records: 50, subscribed: true });
    const config = writeConfigFile(tempFolder(), sandbox);

    const end = await runInProcess(['content', 'get', ...args, '--config', config]);

    expect([end.exitCode, end.stdout], end.stderr).toEqual([exitCode, '']);
    expect(end.stderr).toContain(told);
  });
});

it.each(['--json', '--ndjson', 'a table'])('a reader that goes away ends it quietly: %s', async (form) => {
  const sandbox = await sandboxForTest({ records: 3000, recordsPerBlob: 300, days: 1, subscribed: true });
  const config = writeConfigFile(tempFolder(), sandbox);
  const more = form.startsWith('--') ? [form] : [];
  const command = startCommand(['content', 'get', ...more, '--config', config]);
  command.process.stdout?.once('data', () => command.process.stdout?.destroy());
  const { exitCode, stderr } = await command.finished;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
