import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import type { Ledger } from '../../../src/model/ledger.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';

const now = Date.UTC(2026, 7, 10, 12);
const full = expect.objectContaining({ code: 'CHECKPOINT_DEAD_LETTERS_FULL' });
/** A dead letter that takes 600 bytes. */
const large = (id: string) => deadLetter(id, { record: 'x'.repeat(590), reason: 'y'.repeat(10) });

function deliver(ledger: Ledger, contentId: string, letters: readonly ReturnType<typeof deadLetter>[]): void {
  ledger.recordListed(stream(), [blob(contentId, now)], now);
  const counts = { ...noRecords, records: letters.length, deadLetters: letters.length };
  ledger.recordDelivered(pendingBlob(contentId, now), counts, letters, now);
}

describe('the room for dead letters', () => {
  it('is never overdrawn: the blob stays pending, and no more is taken until there is room', () => {
    const { ledger, path } = emptyLedger({ nowMs: now, limitBytes: 1500 });
    deliver(ledger, 'a', [large('1')]);
    ledger.requireDeadLetterRoom();
    deliver(ledger, 'b', [large('2')]);
    ledger.requireDeadLetterRoom();

    expect(() => deliver(ledger, 'c', [large('3')])).toThrow(full);

    expect(() => ledger.requireDeadLetterRoom()).toThrow(full);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 2, pending: 1, dead_letters: 2 });
    expect(ledger.deadLetterSpace()).toEqual({ usedBytes: 1200, limitBytes: 1500 });
    const letters = ledger.deadLettersAfter(0, null, 1);
    expect(letters).toHaveLength(1);
    ledger.recordReplayed(
      { letters, counts: { ...noRecords, records: 1, indexed: 1 }, rejected: [], wholeBlob: false },
      now,
    );
    ledger.requireDeadLetterRoom();
    deliver(ledger, 'c', [large('3')]);
    // What did not fit then says nothing about what comes now.
    ledger.requireDeadLetterRoom();
    expect(readCompleteness(path, now).mismatches).toEqual([]);
    ledger.close();
  });

  it('is asked of the body of a lost blob too', () => {
    const { ledger, path } = emptyLedger({ nowMs: now, limitBytes: 500 });
    ledger.recordListed(stream(), [blob('a', now)], now);

    expect(() => ledger.recordLost(pendingBlob('a', now), 'unreadable', large('1'), now)).toThrow(full);

    expect(readStatus(path, now)).toMatchObject({ totals: { pending: 1, lost: 0 }, gaps: [] });
    ledger.close();
  });

  it('shows how full it is from 80 % on', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    deliver(ledger, 'a', [large('1')]);
    const state = (deadLetterLimitBytes: number) =>
      readStatus(path, now, { deadLetterLimitBytes }).dead_letter_room.state;

    expect([state(751), state(750), state(601), state(600)]).toEqual(['ok', 'filling', 'filling', 'full']);
    ledger.close();
  });
});

describe('a dead letter', () => {
  it('keeps the unreadable body of a blob that was lost before, once, until the blob is delivered', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const one = pendingBlob('a', now);
    ledger.recordListed(stream(), [blob('a', now)], now);
    ledger.recordLost(one, 'missing', null, now);
    const letters = () => ledger.deadLettersAfter(0, null, 1_000).map(({ recordId }) => recordId);

    for (const id of ['first', 'second']) {
      ledger.recordListed(stream(), [blob('a', now)], now);
      ledger.recordLost(one, 'unreadable', deadLetter(id), now);
      ledger.recordLost(one, 'missing', null, now);
    }

    expect(letters()).toEqual(['first']);
    expect(readStatus(path, now).totals).toMatchObject({ lost: 1, records: 1, dead_letters: 1 });
    expect(readStatus(path, now).gaps).toMatchObject([{ blobs: 1 }]);
    expect(readCompleteness(path, now).mismatches).toEqual([]);
    ledger.recordDelivered(one, { ...noRecords, records: 2, indexed: 2 }, [], now);
    expect(letters()).toEqual([]);
    expect(readStatus(path, now).totals).toMatchObject({ lost: 0, records: 2, dead_letters: 0 });
    expect(readCompleteness(path, now).mismatches).toEqual([]);
    ledger.close();
  });

  it('is kept whole, with its reason and the version that could not do better', () => {
    const { ledger, open } = emptyLedger({ nowMs: now });
    deliver(ledger, 'a', [deadLetter('r1', { record: '{"Id":"r1","Ä":"\\u0000"}' })]);
    ledger.close();

    const again = open().ledger;
    expect(again.deadLettersAfter(0, null, 1000)).toEqual([
      {
        id: 1,
        stream: stream(),
        contentId: 'a',
        createdMs: now,
        keptMs: now,
        version: 'test',
        recordId: 'r1',
        kind: 'document_parsing_exception',
        reason: 'no date',
        record: '{"Id":"r1","Ä":"\\u0000"}',
      },
    ]);
    again.close();
  });

  it('is found by its kind, and no more than fit into memory at a time', () => {
    const { ledger } = emptyLedger({ nowMs: now });
    deliver(ledger, 'a', [large('1'), large('2'), deadLetter('3', { kind: 'unmappable' })]);

    expect(ledger.deadLettersAfter(0, null, 1210).map((one) => one.recordId)).toEqual(['1', '2']);
    expect(ledger.deadLettersAfter(0, 'unmappable', 1210).map((one) => one.recordId)).toEqual(['3']);
    expect(ledger.deadLettersAfter(3, null, 1210)).toEqual([]);
    ledger.close();
  });

  it('is settled once, even by two replays at a time', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    deliver(ledger, 'a', [deadLetter('1'), deadLetter('2')]);
    const letters = ledger.deadLettersAfter(0, null, 1000);
    const replay = {
      letters,
      counts: { ...noRecords, records: 2, indexed: 1, deadLetters: 1 },
      rejected: [deadLetter('2', { reason: 'still no date' })],
      wholeBlob: false,
    };

    expect(ledger.recordReplayed(replay, now)).toBe(true);
    expect(ledger.recordReplayed(replay, now)).toBe(false);

    expect(readStatus(path, now).totals).toMatchObject({ records: 2, indexed: 1, dead_letters: 1 });
    expect(ledger.deadLettersAfter(0, null, 1000)).toMatchObject([
      { recordId: '2', reason: 'still no date' },
    ]);
    expect(readCompleteness(path, now).mismatches).toEqual([]);
    ledger.close();
  });
});
