import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { type RunningCommand, runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Where a daemon listens, from its own log. */
async function addressOf(daemon: RunningCommand): Promise<string> {
  const find = () => /"address":"([^"]+)"/.exec(daemon.printed())?.[1];
  await waitUntil('the daemon listens', () => find() !== undefined);
  return `http://${find()}`;
}

describe('the daemon', () => {
  it('collects what is there and what appears later, tells of it, and stops when told to', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 300 });
    const config = writeConfigFile(folder, sandbox, { polling: { interval: '1s' } });
    const delivered = () => readStatus(join(folder, 'checkpoint.db'), Date.now()).totals;

    const daemon = startCommand(['run', '--config', config]);
    const address = await addressOf(daemon);
    await waitUntil('all is delivered', () => delivered().records === 300);
    sandbox.addBlob({
      contentType: 'Audit.General',
      records: [{ Id: 'late', CreationTime: '2026-01-01T00:00:00' }],
    });
    await waitUntil('the new blob is delivered', () => delivered().records === 301);

    const [live, ready, metrics, status] = await Promise.all(
      ['livez', 'readyz', 'metrics', 'status'].map((path) => fetch(`${address}/${path}`)),
    );
    expect([live?.status, ready?.status]).toEqual([200, 200]);
    const text = (await metrics?.text()) ?? '';
    expect(text).toContain('m365_audit_records_total{');
    // A series that began with its first failure would hide that from increase().
    expect(text).toContain(`m365_audit_ingestion_failures_total{tenant="${sandbox.settings.tenants[0]}"} 0`);
    expect(text).toMatch(/m365_audit_pending_blobs\{[^}]*content_type="Audit.General"[^}]*\} 0/);
    expect(await status?.json()).toMatchObject({ totals: { records: 301, pending: 0 }, gaps: [] });
    const cli = await runCommand(['status', '--json', '--config', config]);
    expect(JSON.parse(cli.stdout)).toMatchObject({ totals: { records: 301 } });

    daemon.process.kill('SIGTERM');
    const { exitCode, stderr } = await daemon.finished;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/"message":"stopped"\}\n$/);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(301);
  });

  it('refuses to share its checkpoint with a second one, which does no harm', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 50 });
    const config = writeConfigFile(folder, sandbox);
    const daemon = startCommand(['run', '--config', config]);
    await addressOf(daemon);

    const second = await runCommand(['run', '--config', config]);

    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('CHECKPOINT_LOCKED');
    daemon.process.kill('SIGTERM');
    expect((await daemon.finished).exitCode).toBe(0);
  });

  it('finishes what is on its way when its terminal closes, too', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 50 });
    const daemon = startCommand(['run', '--config', writeConfigFile(folder, sandbox)]);
    await addressOf(daemon);

    daemon.process.kill('SIGHUP');

    expect(await daemon.finished).toMatchObject({ exitCode: 0 });
    expect(daemon.printed()).toContain('stopping');
  });

  it('leaves at once at the second signal, and loses nothing', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({
      records: 50,
      faults: { 'blob-stall': { rate: 1, times: 'all' } },
    });
    const config = writeConfigFile(folder, sandbox);
    const daemon = startCommand(['run', '--config', config]);
    await waitUntil('blobs are asked for', () => sandbox.blobs().some((blob) => blob.requests > 0));

    daemon.process.kill('SIGTERM');
    await waitUntil('it says that it stops', () => daemon.printed().includes('stopping'));
    daemon.process.kill('SIGTERM');

    expect((await daemon.finished).exitCode).toBe(1);
    const { totals } = readStatus(join(folder, 'checkpoint.db'), Date.now());
    expect(totals).toMatchObject({ lost: 0, delivered: 0 });
    expect(totals.pending).toBe(totals.listed);
  });

  it('goes on trying while the secret is wrong, is not ready, and says what to do', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 50 });
    const wrong = {
      method: 'client_secret',
      client_id: sandbox.settings.clientId,
      client_secret: 'wrong-secret-42',
    };
    const config = writeConfigFile(folder, sandbox, { tenant: { auth: wrong }, polling: { interval: '1h' } });

    const daemon = startCommand(['run', '--config', config]);
    const address = await addressOf(daemon);
    await waitUntil('it was refused', () => daemon.printed().includes('AUTH_SECRET_WRONG'));

    expect((await fetch(`${address}/readyz`)).status).toBe(503);
    expect((await fetch(`${address}/livez`)).status).toBe(200);
    await waitUntil('each stream has failed', async () => {
      const metrics = await (await fetch(`${address}/metrics`)).text();
      return metrics.match(/windows_total\{.*outcome="failed"/g)?.length === 5;
    });
    daemon.process.kill('SIGTERM');
    const { exitCode, stderr } = await daemon.finished;
    expect(exitCode).toBe(0);
    expect(stderr.match(/AUTH_SECRET_WRONG/g)).toHaveLength(1);
    expect(stderr).not.toContain('wrong-secret-42');
  });
});
