import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const guid = (number: number) => `${String(number).padStart(8, '0')}-2222-3333-4444-555555555555`;

interface Kind {
  readonly type: string;
  readonly RecordType: number;
  readonly Workload: string;
  readonly Operation: string;
  readonly UserId: string;
}

/** Every record of a tenant: six kinds, each from three people, one of whom nobody wants. */
const kinds: readonly Kind[] = [
  ['Audit.Exchange', 1, 'Exchange', 'Get-Mailbox'],
  ['Audit.Exchange', 1, 'Exchange', 'Set-Mailbox'],
  ['Audit.SharePoint', 6, 'SharePoint', 'FileAccessed'],
  ['Audit.SharePoint', 6, 'OneDrive', 'FileDeleted'],
  ['Audit.AzureActiveDirectory', 15, 'AzureActiveDirectory', 'UserLoggedIn'],
  ['Audit.General', 25, 'MicrosoftTeams', 'MemberAdded'],
].flatMap(([type, RecordType, Workload, Operation]) =>
  ['Ada@contoso.example', 'svc-1@contoso.example', 'noise@contoso.example'].map((UserId) => ({
    type: String(type),
    RecordType: Number(RecordType),
    Workload: String(Workload),
    Operation: String(Operation),
    UserId,
  })),
);

/** The filters of each tenant, the rule that leaves records out by them, and which records that are. */
const cases: readonly { filters: object; rule: string; leavesOut: (kind: Kind) => boolean }[] = [
  { filters: {}, rule: 'none', leavesOut: () => false },
  {
    filters: { include: { content_types: ['audit.exchange', 'DLP.All'] } },
    rule: 'tenant.include.content_types',
    leavesOut: ({ type }) => type !== 'Audit.Exchange',
  },
  {
    filters: { exclude: { content_types: ['Audit.SharePoint'] } },
    rule: 'tenant.exclude.content_types',
    leavesOut: ({ type }) => type === 'Audit.SharePoint',
  },
  {
    filters: { include: { record_types: [15, 'sharepointfileoperation'] } },
    rule: 'tenant.include.record_types',
    leavesOut: ({ RecordType }) => RecordType !== 15 && RecordType !== 6,
  },
  {
    filters: { exclude: { record_types: ['ExchangeAdmin', 25] } },
    rule: 'tenant.exclude.record_types',
    leavesOut: ({ RecordType }) => RecordType === 1 || RecordType === 25,
  },
  {
    filters: { include: { workloads: ['onedrive', 'Exchange'] } },
    rule: 'tenant.include.workloads',
    leavesOut: ({ Workload }) => Workload !== 'OneDrive' && Workload !== 'Exchange',
  },
  {
    filters: { exclude: { workloads: ['MicrosoftTeams'] } },
    rule: 'tenant.exclude.workloads',
    leavesOut: ({ Workload }) => Workload === 'MicrosoftTeams',
  },
  {
    filters: { include: { operations: ['*-mailbox'] } },
    rule: 'tenant.include.operations',
    leavesOut: ({ Operation }) => !Operation.endsWith('-Mailbox'),
  },
  {
    filters: { exclude: { operations: ['Get-*', 'UserLoggedIn'] } },
    rule: 'tenant.exclude.operations',
    leavesOut: ({ Operation }) => Operation === 'Get-Mailbox' || Operation === 'UserLoggedIn',
  },
  {
    filters: { include: { users: ['ada@contoso.example'] } },
    rule: 'tenant.include.users',
    leavesOut: ({ UserId }) => !UserId.startsWith('Ada'),
  },
  {
    filters: { exclude: { users: ['SVC-*'] } },
    rule: 'tenant.exclude.users',
    leavesOut: ({ UserId }) => UserId.startsWith('svc-'),
  },
];

/** What is left out for all tenants, before their own rules are asked. */
const common = { filters: { exclude: { users: ['noise@*'] } }, rule: 'exclude.users' };
const isNoise = ({ UserId }: Kind) => UserId.startsWith('noise');

const tenants = cases.map((one, index) => ({ ...one, id: guid(index + 1) }));
const recordId = (id: string, index: number) =>
  `${id.slice(0, 8)}-0000-0000-0000-${String(index).padStart(12, '0')}`;

const wanted = tenants.flatMap(({ id, leavesOut }) =>
  kinds.flatMap((kind, index) => (isNoise(kind) || leavesOut(kind) ? [] : [recordId(id, index)])),
);
const leftOut = new Map([[common.rule, tenants.length * kinds.filter(isNoise).length]]);
for (const { rule, leavesOut } of tenants.slice(1)) {
  leftOut.set(rule, kinds.filter((kind) => !isNoise(kind) && leavesOut(kind)).length);
}
const total = tenants.length * kinds.length;

async function filtered() {
  const folder = tempFolder();
  const sandbox = await sandboxForTest({
    records: 0,
    tenants: tenants.map(({ id }) => id),
    subscribed: true,
  });
  const createdMs = Date.now() - 3_600_000;
  for (const { id } of tenants) {
    kinds.forEach(({ type, ...fields }, index) => {
      const records = [{ Id: recordId(id, index), CreationTime: '2026-01-01T00:00:00', ...fields }];
      sandbox.addBlob({ tenant: id, contentType: type, records, createdMs });
    });
  }
  const { clientId: client_id, clientSecret: client_secret } = sandbox.settings;
  const auth = { method: 'client_secret', client_id, client_secret };
  const endpoints = { login: sandbox.url, management: sandbox.url };
  const config = writeConfigFile(folder, sandbox, {
    tenants: tenants.map(({ id, filters }) => ({ id, auth, endpoints, filters })),
    filters: common.filters,
  });
  return { folder, config };
}

const ids = (folder: string) => writtenDocuments(join(folder, 'out')).map(({ _source }) => _source.event.id);

describe('filters', () => {
  it('leave out what their rules say, for all tenants and for one, and every sum holds', async () => {
    const { folder, config } = await filtered();

    const pass = await runCommand(['run', '--once', '--config', config]);

    expect(pass.exitCode, pass.stderr.slice(-2000)).toBe(0);
    expect(ids(folder).toSorted()).toEqual(wanted.toSorted());
    const end = pass.stderr.split('\n').find((line) => line.includes('pass complete')) ?? '{}';
    expect(new Map(Object.entries(JSON.parse(end).filtered))).toEqual(leftOut);

    const status = await runCommand(['status', '--json', '--config', config]);
    const counts = {
      records: total,
      indexed: wanted.length,
      filtered: total - wanted.length,
      dead_letters: 0,
    };
    expect(JSON.parse(status.stdout).totals).toMatchObject(counts);
    const account = await runCommand(['status', '--completeness', '--json', '--config', config]);
    expect(account.exitCode, account.stdout).toBe(0);
    const { records: fetched, ...others } = counts;
    const sums = { records: { fetched, ...others } };
    expect(JSON.parse(account.stdout)).toMatchObject({ complete: true, mismatches: [], totals: sums });
  });

  it('count what each rule left out, by tenant, while the daemon runs', async () => {
    const { folder, config } = await filtered();
    const daemon = startCommand(['run', '--config', config]);
    const addressOf = () => /"address":"([^"]+)"/.exec(daemon.printed())?.[1];
    await waitUntil('it listens', () => addressOf() !== undefined);
    const address = addressOf();
    await waitUntil('all is delivered', async () => {
      const { totals } = JSON.parse(await (await fetch(`http://${address}/status`)).text());
      return totals.records === total;
    });

    const metrics = await (await fetch(`http://${address}/metrics`)).text();

    daemon.process.kill('SIGTERM');
    await daemon.finished;
    rmSync(folder, { recursive: true, force: true });
    const counted = [...metrics.matchAll(/^m365_audit_filtered_records_total\{(.+)\} (\d+)$/gm)].map(
      ([, labels = '', count]) => ({
        tenant: /tenant="([^"]+)"/.exec(labels)?.[1],
        rule: /outcome="([^"]+)"/.exec(labels)?.[1],
        count: Number(count),
      }),
    );
    for (const { id, rule } of tenants) {
      const sum = (wantedRule: string) =>
        counted.reduce((n, one) => (one.tenant === id && one.rule === wantedRule ? n + one.count : n), 0);
      expect(sum(common.rule), id).toBe(kinds.filter(isNoise).length);
      expect(sum(rule), rule).toBe(leftOut.get(rule) ?? 0);
    }
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(total - wanted.length);
  });
});
