import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import type { Readiness } from '../../src/daemon/readiness.ts';
import { runCommand, runInProcess, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { deadLetter, noRecords, pendingBlob } from '../support/ledger.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { blob, stream, tenantId } from '../support/streams.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const guid = (number: number) => `${String(number).padStart(8, '0')}-2222-3333-4444-555555555555`;

/** What a tenant's file, or an entry of the list, holds. */
function entry({ url, settings }: MicrosoftSandbox, id: string, change: object = {}) {
  const { clientId: client_id, clientSecret: client_secret } = settings;
  const auth = { method: 'client_secret', client_id, client_secret };
  return { id, endpoints: { login: url, management: url }, auth, ...change };
}

const config = (folder: string, sandbox: MicrosoftSandbox, change: object) =>
  writeConfigFile(folder, sandbox, { polling: { interval: '1s' }, ...change });
const statusOf = (folder: string) => readStatus(join(folder, 'checkpoint.db'), Date.now());
const deliveredOf = (folder: string, tenant: string) => {
  const streams = statusOf(folder).streams.filter((one) => one.tenant === tenant);
  return streams.reduce((sum, { delivered }) => sum + delivered, 0);
};

describe('tenants in files', () => {
  it('of which there is none are told, not passed over', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 1 });
    mkdirSync(join(folder, 'tenants'));
    const path = config(folder, sandbox, { tenants: undefined, tenants_dir: './tenants' });

    const checked = await runInProcess(['check', '--offline', '--config', path]);
    const pass = await runInProcess(['run', '--once', '--config', path]);

    expect(checked.stdout).toMatch(/WARNING {2}configuration: tenants: .*\[CONFIG_NO_TENANTS\]/);
    expect(pass.stderr).toContain('"code":"CONFIG_NO_TENANTS"');
  });

  it('are picked up, changed and dropped while the daemon runs; a broken file stops nobody', async () => {
    const folder = tempFolder();
    const tenants = [guid(1), guid(2), guid(3)];
    const [first = '', second = '', third = ''] = tenants;
    const sandbox = await sandboxForTest({ records: 150, tenants });
    const file = (name: string) => join(folder, 'tenants', name);
    const write = (name: string, id: string, change?: object) =>
      writeFileSync(file(name), stringify(entry(sandbox, id, change)));
    const all = (id: string) => sandbox.blobs().filter(({ tenant }) => tenant === id).length;
    mkdirSync(join(folder, 'tenants'));
    write('first.yaml', first, { name: 'contoso' });
    writeFileSync(file('broken.yaml'), 'id: no-tenant\nnmae: x\n');
    const path = config(folder, sandbox, { tenants: undefined, tenants_dir: './tenants' });

    const daemon = startCommand(['run', '--config', path]);
    await waitUntil('the first is delivered', () =>
      ['broken.yaml:2:1 nmae', 'listening'].every((text) => daemon.printed().includes(text))
        ? deliveredOf(folder, first) === all(first)
        : false,
    );
    write('second.yaml', second);
    writeFileSync(file('broken.yaml'), stringify(entry(sandbox, third, { data_stream_namespace: 'mended' })));
    await waitUntil('the others are delivered', () =>
      [second, third].every((id) => deliveredOf(folder, id) === all(id)),
    );

    write('second.yaml', second, { data_stream_namespace: 'changed' });
    writeFileSync(file('first.yaml'), '{');
    await waitUntil('both are noticed', () => {
      const printed = daemon.printed();
      return (
        printed.split('as its file says').length === 4 && printed.includes('its last good version stays')
      );
    });
    const [, address] = /"address":"([^"]+)"/.exec(daemon.printed()) ?? [];
    const live: unknown = await (await fetch(`http://${address}/status`)).json();
    expect(live).toMatchObject({
      tenants: expect.arrayContaining([expect.objectContaining({ id: first })]),
      tenant_files: [{ file: file('first.yaml'), tenant: first, code: 'CONFIG_SYNTAX' }],
    });
    for (const tenant of [first, second]) {
      const records = [{ Id: `new-${tenant}`, CreationTime: '2026-01-01T00:00:00' }];
      sandbox.addBlob({ tenant, contentType: 'Audit.General', records });
    }
    await waitUntil('what is new is delivered', () =>
      [first, second].every((id) => deliveredOf(folder, id) === all(id)),
    );

    rmSync(file('second.yaml'));
    await waitUntil('it is dropped', () => daemon.printed().includes('its file is gone'));
    daemon.process.kill('SIGTERM');
    expect((await daemon.finished).exitCode).toBe(0);
    const written = writtenDocuments(join(folder, 'out'));
    expect(written).toHaveLength(152);
    const namespaceOf = (id: string) =>
      written.find(({ _source }) => _source.event.id === id)?._source.data_stream;
    expect(namespaceOf(`new-${second}`)).toMatchObject({ namespace: 'changed' });

    const status = await runCommand(['status', '--json', '--config', path]);
    const { streams, tenants: told, tenant_files: files } = JSON.parse(status.stdout);
    expect(status.stderr).toBe('');
    expect(files).toEqual([
      expect.objectContaining({ file: file('first.yaml'), tenant: null, code: 'CONFIG_SYNTAX' }),
    ]);
    expect(told).toEqual([expect.objectContaining({ id: third, credential_expires: null })]);
    const configured = streams.filter((one: { configured: boolean }) => one.configured);
    expect(new Set(configured.map((one: { tenant: string }) => one.tenant))).toEqual(new Set([third]));
    expect(streams).toHaveLength(15);

    write('first.yaml', first, { nmae: 'contoso' });
    const named = await runCommand(['status', '--json', '--config', path]);
    const found = JSON.parse(named.stdout);
    expect(found.tenant_files).toEqual([
      expect.objectContaining({
        tenant: first,
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/first\.yaml:\d+:1 nmae: .*did you mean "name"/),
      }),
    ]);
    const ofFirst = found.streams.filter((one: { tenant: string }) => one.tenant === first);
    expect(ofFirst.map((one: { configured: boolean }) => one.configured)).toEqual(Array(5).fill(true));
    const text = await runCommand(['status', '--config', path]);
    expect(text.stdout).toMatch(new RegExp(`BROKEN FILE .*first\\.yaml: ${first} is left out`));
  }, 400_000);
});

describe('a tenant that is named by its domain', () => {
  it('gets its dead letters replayed, which the ledger has under its GUID', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({
      records: 0,
      tenants: [tenantId],
      domains: { 'contoso.example': tenantId },
    });
    const { ledger } = openLedger(join(folder, 'checkpoint.db'), [stream()], Date.now);
    const now = Date.now();
    ledger.recordListed(stream(), [blob('a', now)], now);
    const counts = { ...noRecords, records: 2, deadLetters: 2 };
    ledger.recordDelivered(pendingBlob('a', now), counts, [deadLetter('1'), deadLetter('2')], now);
    ledger.close();
    const path = config(folder, sandbox, { tenant: { id: 'contoso.example' } });

    const replayed = await runInProcess(['replay', '--json', '--config', path]);

    expect(replayed.stderr).toBe('');
    expect(JSON.parse(replayed.stdout)).toMatchObject({ taken: 2, indexed: 2, rejected: 0 });
    expect(new Set(statusOf(folder).streams.map(({ tenant }) => tenant))).toEqual(new Set([tenantId]));
  });
});

describe('a broken tenant', () => {
  it('neither stops nor slows the others; one pass says that it is not complete', async () => {
    const folder = tempFolder();
    const tenants = Array.from({ length: 40 }, (_, index) => guid(index + 1));
    const sandbox = await sandboxForTest({ records: 1600, tenants, domains: { 'good.example': guid(1) } });
    const stalled = (name: 'token-stall' | 'list-stall', id: string) =>
      sandbox.setFault(name, { target: id, times: 'all' });
    stalled('token-stall', guid(36));
    sandbox.setFault('list-stall', { target: guid(37), times: 'all' });
    sandbox.setFault('list-429', { target: guid(38), times: 'all', value: 3600 });
    const wrong = { ...entry(sandbox, guid(39)).auth, client_secret: 'wrong-secret' };
    const unreadable = { method: 'certificate', client_id: wrong.client_id, pfx: './nothing.pfx' };
    const changes = new Map<string, object>([
      [guid(1), { id: 'good.example' }],
      [guid(35), { id: 'nobody.example' }],
      [guid(39), { auth: wrong }],
      [guid(40), { auth: unreadable }],
    ]);
    const list = tenants.map((id) => entry(sandbox, id, changes.get(id)));
    const path = config(folder, sandbox, { tenants: list, fetch: { timeout: '5s' } });
    const good = tenants.slice(0, 34);

    const daemon = startCommand(['run', '--config', path]);
    const isDone = () => {
      const streams = statusOf(folder).streams.filter(({ tenant }) => good.includes(tenant));
      const complete = streams.filter(({ lag_seconds, pending }) => lag_seconds !== null && pending === 0);
      return complete.length === 5 * good.length;
    };
    await waitUntil(
      'the good ones are delivered',
      () => daemon.printed().includes('listening') && isDone(),
      300_000,
    );
    const address = /"address":"([^"]+)"/.exec(daemon.printed())?.[1];
    await waitUntil('it is ready', async () => (await fetch(`http://${address}/readyz`)).status === 200);
    const ready: Readiness = JSON.parse(await (await fetch(`http://${address}/readyz`)).text());
    daemon.process.kill('SIGTERM');
    const { exitCode, stderr } = await daemon.finished;

    expect(exitCode, stderr.slice(-2000)).toBe(0);
    expect(ready.tenants_failing).toEqual(expect.arrayContaining([guid(39), guid(40), 'nobody.example']));
    for (const code of ['AUTH_TENANT_NOT_FOUND', 'AUTH_SECRET_WRONG', 'AUTH_CREDENTIAL_FILE_UNREADABLE']) {
      expect(stderr).toContain(code);
    }
    const ids = new Set<string | undefined>(
      writtenDocuments(join(folder, 'out')).map(({ _source }) => _source.event.id),
    );
    const served = sandbox.blobs().filter(({ tenant }) => good.includes(tenant));
    expect(served.flatMap((blob) => blob.ids).filter((id) => !ids.has(id))).toEqual([]);

    const twoTenants = config(folder, sandbox, { tenants: [list[34], list[1]] });
    const pass = await runCommand(['run', '--once', '--config', twoTenants]);
    expect(pass.exitCode, pass.stderr).toBe(1);
    expect(pass.stderr).toContain('pass incomplete');
    expect(readFileSync(twoTenants, 'utf8')).toContain('nobody.example');
  }, 400_000);
});
