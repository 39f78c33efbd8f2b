import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openTenantFiles } from '../../../src/config/tenant-files.ts';
import { runDaemon } from '../../../src/daemon/daemon.ts';
import { createStopControl } from '../../../src/daemon/stop-control.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { CLIENT_ID } from '../config/config-text.ts';

const auth = { method: 'client_secret', client_id: CLIENT_ID, client_secret: 'some-secret' };
/** Nobody listens there. */
const nowhere = 'https://127.0.0.1:1';
const endpoints = { login: nowhere, management: nowhere };

/** One pass of the daemon with this configuration; its warnings and errors are put into `lines`. */
function onePass(change: object, lines: string[] = []) {
  const folder = tempFolder();
  mkdirSync(join(folder, 'tenants'));
  writeFileSync(join(folder, 'in-the-way'), '');
  const config = { checkpoint: { path: './state/checkpoint.db' }, http: false, ...change };
  writeFileSync(join(folder, 'config.yaml'), stringify(config));
  const loaded = loadConfig(join(folder, 'config.yaml'), { env: {} });
  const stop = createStopControl();
  return runDaemon({
    config: loaded,
    logger: createLogger('warn', { write: (line) => void lines.push(line) }),
    clock: Date.now,
    once: true,
    stop,
    tenantFiles: openTenantFiles(loaded, {}),
  });
}

/** Rejections that nobody took while the test ran: each would end the process with a stack. */
function unhandled(): unknown[] {
  const found: unknown[] = [];
  const note = (reason: unknown) => void found.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return found;
}

describe('one pass', () => {
  it('forgets in the end all that can be forgotten, whatever else the ledger knows', async () => {
    const now = Date.now();
    const day = 24 * 3_600_000;
    const [exchange, general] = [stream('Audit.Exchange'), stream('Audit.General')];
    const { ledger, path } = emptyLedger({ nowMs: now, streams: [exchange, general] });
    const blobs = (name: string, count: number, createdMs: number) =>
      Array.from({ length: count }, (_, index) => blob(`${name}${index}`, createdMs));
    ledger.recordListed(exchange, blobs('recent', 21_000, now - day), now);
    ledger.recordListed(general, blobs('old', 2_500, now - 20 * day), now);
    ledger.recordDelivered(pendingBlob('recent0', now - day, exchange), noRecords, [], now);
    ledger.close();
    const database = new DatabaseSync(path);
    onTestFinished(() => database.close());
    database.exec("UPDATE blobs SET state = 'delivered', settled_ms = created_ms; DELETE FROM undelivered");

    const output = { file: { path: './out' } };
    await onePass({ tenants_dir: './tenants', output, checkpoint: { path } });

    expect(database.prepare('SELECT count(*) AS blobs FROM blobs').get()).toEqual({ blobs: 21_000 });
  });
});

describe('a checkpoint that was cut to nothing', () => {
  it('is told once, and collecting goes on', async () => {
    const { ledger, path } = emptyLedger({ nowMs: Date.now() });
    ledger.close();
    truncateSync(path);
    const config = { tenants_dir: './tenants', output: { file: { path: './out' } }, checkpoint: { path } };
    const [first, second]: [string[], string[]] = [[], []];

    await onePass(config, first);
    await onePass(config, second);

    const told = (lines: readonly string[]) => lines.filter((line) => line.includes('was begun here before'));
    expect([told(first), told(second)]).toEqual([[expect.stringContaining(path)], []]);
  });
});

describe('an output that cannot be opened', () => {
  it.each([
    ['no tenant is there yet', { tenants_dir: './tenants' }],
    ['the tenant is still looked up', { tenants: [{ id: 'contoso.example', endpoints, auth }] }],
  ])('ends the run with its error while %s', async (_when, tenants) => {
    const rejections = unhandled();

    const ended = onePass({ ...tenants, output: { file: { path: './in-the-way/out' } } });

    await expect(ended).rejects.toMatchObject({ code: 'FILE_OUTPUT_UNUSABLE' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  });
});
