import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLedgerStore } from '../../../src/checkpoint/ledger-store.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const now = Date.UTC(2026, 7, 10, 12);
const general = stream('Audit.General');
const later = { ...general, tenantId: '99999999-2222-3333-4444-555555555555' };

/** A database on a disk that is full now and then. */
class FullDisk extends DatabaseSync {
  isFull = false;

  override exec(sql: string): void {
    if (this.isFull && sql === 'COMMIT') throw new Error('database or disk is full');
    super.exec(sql);
  }
}

function opened() {
  const path = join(tempFolder(), 'checkpoint.db');
  const { ledger } = openLedger(path, [general], () => now);
  onTestFinished(() => ledger.close());
  return { path, ledger };
}

describe('a stream that comes later', () => {
  it('is kept like the others, whatever tenants the ledger knows', () => {
    const { path, ledger } = opened();
    expect(() => ledger.recordListed(later, [blob('a', now)], now)).toThrow();

    ledger.claim([later], false);
    ledger.recordListed(later, [blob('a', now)], now);

    const listed = readStatus(path, now).streams.map((one) => [one.tenant, one.listed]);
    expect(listed).toEqual(expect.arrayContaining([[later.tenantId, 1]]));
  });

  it('is refused where the ledger is to know one of its tenants', () => {
    const { ledger } = opened();

    expect(() => ledger.claim([later], true)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_OTHER_TENANT' }),
    );
  });

  it('takes its new namespace when it is claimed again', () => {
    const { ledger } = opened();
    const gap = { stream: general, startMs: now - 1000, endMs: now, cause: 'missing', blobs: 1 } as const;
    ledger.recordGap(gap, now);
    ledger.claim([{ ...general, namespace: 'new' }], true);

    expect(ledger.gapChanges(1).map((one) => one.gap.stream.namespace)).toEqual(['new']);
  });

  it('that could not be written is not taken for another one that comes after it', () => {
    const { path } = opened();
    const database = new FullDisk(path);
    onTestFinished(() => database.close());
    const store = createLedgerStore(database, path);
    const other = { ...later, tenantId: '88888888-2222-3333-4444-555555555555' };

    database.isFull = true;
    expect(() => store.claim([later], false)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_WRITE_FAILED' }),
    );
    database.isFull = false;
    store.claim([other], false);
    store.claim([later], false);

    expect(store.idOf(later)).not.toBe(store.idOf(other));
    expect(store.streamOf(store.idOf(other))).toEqual(other);
  });
});
