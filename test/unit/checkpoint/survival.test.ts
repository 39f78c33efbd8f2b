import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabaseBeside } from '../../../src/checkpoint/open-database.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const now = Date.UTC(2026, 7, 10, 12);
const open = (path: string) => openLedger(path, [stream()], () => now);
const coded = (code: string) => expect.objectContaining({ code });

/** What stands on the disk at this moment, as a power cut leaves it: the file and its log, no memory shared by processes. */
function asAfterPowerCut(path: string): string {
  const copy = join(tempFolder(), 'checkpoint.db');
  for (const suffix of ['', '-wal', '.lock']) {
    if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  }
  return copy;
}

describe('a power cut', () => {
  it('undoes nothing that a call has returned from', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordListed(stream(), [blob('a', now), blob('b', now)], now);
    ledger.recordDelivered(pendingBlob('a', now), noRecords, [], now);

    const copy = asAfterPowerCut(path);
    const { ledger: survivor, setAside } = open(copy);

    expect(setAside).toBeNull();
    expect(readStatus(copy, now).totals).toMatchObject({ listed: 2, delivered: 1, pending: 1 });
    survivor.close();
    ledger.close();
  });

  it('undoes a change as a whole that was half written', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordListed(stream(), [blob('a', now), blob('b', now)], now);
    ledger.recordDelivered(pendingBlob('a', now), noRecords, [], now);
    ledger.recordDelivered(pendingBlob('b', now), noRecords, [], now);
    const copy = asAfterPowerCut(path);
    // The end of the log, with the commit of the last change, never reached the disk.
    truncateSync(`${copy}-wal`, statSync(`${copy}-wal`).size - 100);

    const { ledger: survivor, setAside } = open(copy);

    expect(setAside).toBeNull();
    expect(readStatus(copy, now).totals).toMatchObject({ listed: 2, delivered: 1, pending: 1 });
    expect(survivor.dueBlobs([stream()], now, 10, new Set()).map((one) => one.contentId)).toEqual(['b']);
    survivor.close();
    ledger.close();
  });

  it('finds each commit synced: the log comes first, and FULL', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const database = openDatabaseBeside(path);

    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    database.close();
    ledger.close();
  });
});

describe('damage', () => {
  /** Overwrites the page of the file that holds `text`. */
  function damagePageOf(path: string, text: string): void {
    const bytes = readFileSync(path);
    const at = bytes.indexOf(text);
    expect(at).toBeGreaterThan(0);
    bytes.fill(0x5a, Math.floor(at / 4096) * 4096, Math.floor(at / 4096) * 4096 + 4096);
    writeFileSync(path, bytes);
  }

  /** A ledger with so many delivered blobs that they take pages of their own. */
  function largeLedger(): string {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.close();
    const database = new DatabaseSync(path);
    const add = database.prepare(
      "INSERT INTO blobs (stream_id, content_id, state, created_ms) VALUES (1, ?, 'delivered', ?)",
    );
    database.exec('BEGIN');
    for (let index = 0; index < 3000; index += 1) add.run(`blob-${index}-`, now);
    database.exec('COMMIT');
    database.close();
    return path;
  }

  it('deep inside shows when it is read, and the next start sets the file aside', () => {
    const path = largeLedger();
    damagePageOf(path, 'blob-1500-');

    const { ledger, setAside } = open(path);
    expect(setAside).toBeNull();
    expect(() => ledger.recordListed(stream(), [blob('blob-1500-', now)], now)).toThrow(
      coded('CHECKPOINT_DAMAGED'),
    );
    ledger.close();

    const next = open(path);
    expect(next.setAside).toMatch(/\.damaged-/);
    next.ledger.close();
    const after = open(path);
    expect(after.setAside).toBeNull();
    after.ledger.close();
  });

  it('deep inside is found at once after an end that was none', () => {
    const path = largeLedger();
    const running = open(path);
    running.ledger.recordListed(stream(), [blob('x', now)], now);
    const copy = asAfterPowerCut(path);
    running.ledger.close();
    damagePageOf(copy, 'blob-1500-');

    const { ledger, setAside } = open(copy);

    expect(setAside).toMatch(/\.damaged-/);
    ledger.close();
  });

  it('is a file that is cut short', () => {
    const path = largeLedger();
    truncateSync(path, statSync(path).size - 3 * 4096);

    const { ledger, setAside } = open(path);

    expect(setAside).toMatch(/\.damaged-/);
    ledger.close();
  });

  it('is told to a reader', () => {
    const path = largeLedger();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096);
    writeFileSync(path, bytes);

    expect(() => readStatus(path, now)).toThrow(coded('CHECKPOINT_DAMAGED'));
  });
});

describe('two daemons on one checkpoint', () => {
  /** Another process that holds the checkpoint. */
  async function holder(path: string) {
    const script = fileURLToPath(new URL('../../support/hold-ledger.ts', import.meta.url));
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    return {
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  }

  it('do each other no harm: the second is refused, whatever its process is called', async () => {
    const path = join(tempFolder(), 'checkpoint.db');
    await holder(path);
    const before = [path, `${path}-wal`].map((file) => readFileSync(file));

    expect(() => open(path)).toThrow(coded('CHECKPOINT_LOCKED'));

    expect([path, `${path}-wal`].map((file) => readFileSync(file))).toEqual(before);
    expect(readStatus(path, now).totals.listed).toBe(1);
  });

  it('follow one another after a SIGKILL: the system drops the lock, there is nothing to clean up', async () => {
    const path = join(tempFolder(), 'checkpoint.db');
    const { kill } = await holder(path);
    await kill();
    expect(existsSync(join(dirname(path), 'checkpoint.db.lock'))).toBe(true);

    const { ledger, setAside } = open(path);

    expect(setAside).toBeNull();
    expect(readStatus(path, now).totals).toMatchObject({ listed: 1, pending: 1 });
    ledger.close();
  });
});
