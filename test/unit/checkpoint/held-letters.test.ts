import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger, openLedgerBeside } from '../../../src/checkpoint/sqlite-ledger.ts';
import type { Ledger } from '../../../src/model/ledger.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const now = Date.UTC(2026, 7, 10, 12);
const full = expect.objectContaining({ code: 'CHECKPOINT_DEAD_LETTERS_FULL' });
/** A dead letter that takes 600 bytes. */
const large = (id: string) => deadLetter(id, { record: 'x'.repeat(590), reason: 'y'.repeat(10) });

function rig(limitBytes?: number) {
  const opened = emptyLedger({ nowMs: now, ...(limitBytes === undefined ? {} : { limitBytes }) });
  opened.ledger.recordListed(stream(), [blob('a', now)], now);
  return opened;
}

function deliver(ledger: Ledger, records: number, ids: readonly string[], holdId: number | null): void {
  const counts = { ...noRecords, records, deadLetters: records };
  const letters = ids.map((id) => deadLetter(id));
  ledger.recordDelivered(pendingBlob('a', now), counts, letters, now, holdId);
}

function kept(ledger: Ledger): readonly (string | null)[] {
  return ledger.deadLettersAfter(0, null, 1_000_000).map((letter) => letter.recordId);
}

describe('dead letters of a blob that is not acknowledged yet', () => {
  it('are nobody’s until it is, and then all there, in order, and counted', () => {
    const { ledger, path } = rig();
    const holdId = ledger.holdDeadLetters([deadLetter('1'), deadLetter('2')], null);
    expect(ledger.holdDeadLetters([deadLetter('3')], holdId)).toBe(holdId);

    expect(kept(ledger)).toEqual([]);
    expect(ledger.deadLetterSpace().usedBytes).toBe(0);
    expect(readStatus(path, now).totals).toMatchObject({ pending: 1, dead_letters: 0 });
    deliver(ledger, 4, ['4'], holdId);
    ledger.dropHeldLetters(holdId);

    expect(kept(ledger)).toEqual(['1', '2', '3', '4']);
    const [first, ...others] = ledger.deadLettersAfter(0, null, 1_000_000);
    expect(first).toEqual({
      ...deadLetter('1'),
      id: 1,
      stream: stream(),
      contentId: 'a',
      createdMs: now,
      keptMs: now,
      version: 'test',
    });
    expect(others).toHaveLength(3);
    expect(ledger.deadLetterSpace().usedBytes).toBe(4 * (deadLetter('1').record.length + 'no date'.length));
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, dead_letters: 4 });
    expect(readCompleteness(path, now).mismatches).toEqual([]);
    ledger.close();
  });

  it('are forgotten by a restart, wherever the last process was killed', () => {
    const { ledger, path } = rig();
    ledger.holdDeadLetters([deadLetter('1'), deadLetter('2')], null);
    const copy = join(tempFolder(), 'checkpoint.db');
    for (const suffix of ['', '-wal', '.lock']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    ledger.close();

    const { ledger: again, setAside } = openLedger(copy, [stream()], () => now);
    const holdId = again.holdDeadLetters([deadLetter('1')], null);
    deliver(again, 2, ['2'], holdId);

    expect(setAside).toBeNull();
    expect(kept(again)).toEqual(['1', '2']);
    expect(readCompleteness(copy, now).mismatches).toEqual([]);
    again.close();
  });

  it('are those of one attempt: what another one held is dropped with it', () => {
    const { ledger } = rig();
    const failed = ledger.holdDeadLetters([deadLetter('1')], null);
    const holdId = ledger.holdDeadLetters([deadLetter('1')], null);
    ledger.dropHeldLetters(failed);
    deliver(ledger, 1, [], holdId);

    expect(kept(ledger)).toEqual(['1']);
    expect(() => deliver(ledger, 1, [], failed)).not.toThrow();
    expect(kept(ledger)).toEqual(['1']);
    ledger.close();
  });

  it('are there as a whole, or the blob is not delivered', () => {
    const { ledger, path } = rig();
    const dropped = ledger.holdDeadLetters([deadLetter('1')], null);
    ledger.dropHeldLetters(dropped);

    expect(() => deliver(ledger, 1, [], dropped)).toThrow('written');

    expect(readStatus(path, now).totals).toMatchObject({ delivered: 0, pending: 1, dead_letters: 0 });
    ledger.close();
  });

  it('need room like any other', () => {
    const { ledger, path } = rig(1500);
    const holdId = ledger.holdDeadLetters([large('1')], null);
    expect(() => ledger.holdDeadLetters([large('2'), large('3')], holdId)).toThrow(full);
    ledger.holdDeadLetters([large('2')], holdId);

    const counts = { ...noRecords, records: 3, deadLetters: 3 };
    const acknowledge = () =>
      ledger.recordDelivered(pendingBlob('a', now), counts, [large('3')], now, holdId);

    expect(acknowledge).toThrow(full);
    expect(kept(ledger)).toEqual([]);
    expect(ledger.deadLetterSpace().usedBytes).toBe(0);
    expect(readStatus(path, now).totals).toMatchObject({ pending: 1, dead_letters: 0 });
    ledger.close();
  });

  it('stay with the daemon when a replay opens the checkpoint beside it', () => {
    const { ledger, path } = rig();
    const holdId = ledger.holdDeadLetters([deadLetter('1')], null);
    const settings = { limitBytes: Number.POSITIVE_INFINITY, version: 'test' };
    const beside = openLedgerBeside(path, [stream()], settings);
    expect(kept(beside)).toEqual([]);
    beside.close();
    deliver(ledger, 1, [], holdId);

    expect(kept(ledger)).toEqual(['1']);
    ledger.close();
  });
});
