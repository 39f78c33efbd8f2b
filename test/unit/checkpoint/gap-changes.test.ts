import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import type { Gap, GapCause, Ledger } from '../../../src/model/ledger.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';

const minute = 60_000;
const now = Date.UTC(2026, 7, 10, 12);

function gap(fromMinute: number, toMinute: number, cause: GapCause = 'unwatched'): Gap {
  const [startMs, endMs] = [now + fromMinute * minute, now + toMinute * minute];
  return { stream: stream(), startMs, endMs, cause, blobs: null };
}

/** The changes as state and minutes from now; they are taken out. */
function take(ledger: Ledger): (readonly [string, number, number])[] {
  const changes = ledger.gapChanges(100);
  ledger.gapChangesWritten(changes.map(({ id }) => id));
  return changes.map(
    ({ state, gap: { startMs, endMs } }) =>
      [state, (startMs - now) / minute, (endMs - now) / minute] as const,
  );
}

describe('changes of gaps', () => {
  it('are kept until they are written, through a restart, oldest first', () => {
    const { ledger, open } = emptyLedger({ nowMs: now });
    ledger.recordGap(gap(0, 1), now);
    ledger.recordGap(gap(5, 6), now + 1);
    ledger.close();

    const again = open().ledger;
    expect(again.gapChanges(1)).toEqual([
      { id: 1, gapId: 1, gap: gap(0, 1), state: 'open', openedMs: now, atMs: now },
    ]);
    again.gapChangesWritten([1]);
    expect(again.gapChanges(10)).toMatchObject([{ id: 2, gapId: 2 }]);
    again.close();
  });

  it('tell a gap that grows, and nothing where it does not', () => {
    const { ledger } = emptyLedger({ nowMs: now });
    ledger.recordGap(gap(0, 1), now);
    ledger.recordGap(gap(1, 3), now + minute);
    ledger.recordGap(gap(0, 2), now + minute);

    expect(ledger.gapChanges(10).map(({ openedMs, atMs }) => atMs - openedMs)).toEqual([0, minute]);
    expect(take(ledger)).toEqual([
      ['open', 0, 1],
      ['open', 0, 3],
    ]);
    ledger.close();
  });

  it('let two gaps grow towards each other, and none over the other', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordGap(gap(0, 1), now);
    ledger.recordGap(gap(5, 6), now);
    take(ledger);

    expect(ledger.recordGap(gap(-1, 8), now)).toBe(false);

    expect(take(ledger)).toEqual([
      ['open', -1, 5],
      ['open', 5, 8],
    ]);
    expect(readStatus(path, now).gaps).toHaveLength(2);
    ledger.close();
  });

  it('tell a lost blob, each more and each less of the same second, and the end when all have come', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordListed(stream(), [blob('a', now + 1), blob('b', now + 2)], now);
    const states = () => {
      const changes = ledger.gapChanges(10);
      ledger.gapChangesWritten(changes.map(({ id }) => id));
      return changes.map(({ state, gap: { blobs } }) => [state, blobs]);
    };

    ledger.recordLost(pendingBlob('a', now + 1), 'missing', null, now);
    ledger.recordLost(pendingBlob('b', now + 2), 'missing', null, now);
    expect(states()).toEqual([
      ['open', 1],
      ['open', 2],
    ]);

    ledger.recordDelivered(pendingBlob('a', now + 1), noRecords, [], now);
    expect(states()).toEqual([['open', 1]]);
    ledger.recordDelivered(pendingBlob('b', now + 2), noRecords, [], now);

    expect(states()).toEqual([['closed', 1]]);
    expect(readStatus(path, now)).toMatchObject({ gaps: [], gaps_closed: 1 });
    ledger.close();
  });

  it.each([
    ['a', ['missing', 'unreadable']],
    ['b', ['expired', 'unreadable']],
    ['c', ['expired', 'missing']],
  ])('close the gap of the cause that blob %s was lost by, of three in one second', (contentId, left) => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const names = ['a', 'b', 'c'];
    ledger.recordListed(
      stream(),
      names.map((name) => blob(name, now)),
      now,
    );
    ledger.recordLost(pendingBlob('a', now), 'expired', null, now + 1);
    ledger.recordLost(pendingBlob('b', now), 'missing', null, now + 2);
    ledger.recordLost(pendingBlob('c', now), 'unreadable', deadLetter('body'), now + 2);

    ledger.recordDelivered(pendingBlob(contentId, now), noRecords, [], now + 3);

    expect(readStatus(path, now).gaps.map(({ cause }) => cause)).toEqual(left);
    ledger.close();
  });

  it('close the gap of a body that a replay could read, not that of another cause in its second', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordListed(stream(), [blob('a', now), blob('b', now)], now);
    ledger.recordLost(pendingBlob('a', now), 'missing', null, now);
    ledger.recordLost(pendingBlob('b', now), 'unreadable', deadLetter('body'), now);
    const letters = ledger.deadLettersAfter(0, null, 1000);

    ledger.recordReplayed({ letters, counts: noRecords, rejected: [], wholeBlob: true }, now);

    expect(readStatus(path, now).gaps.map(({ cause }) => cause)).toEqual(['missing']);
    ledger.close();
  });

  it('close a time that nobody watched once it is listed after all, and not before', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordGap(gap(0, 10), now);
    take(ledger);
    const list = (fromMinute: number, toMinute: number) => ({
      startMs: now + fromMinute * minute,
      endMs: now + toMinute * minute,
      listedMs: now + 60 * minute,
    });

    ledger.saveProgress(stream(), { watchedFromMs: now, spans: [list(-5, 4), list(6, 20)] });
    ledger.flush();
    expect(take(ledger)).toEqual([]);
    ledger.saveProgress(stream(), { watchedFromMs: now, spans: [list(-5, 4), list(4, 6), list(6, 20)] });
    ledger.flush();

    expect(take(ledger)).toEqual([['closed', 0, 10]]);
    expect(readStatus(path, now).gaps).toEqual([]);
    expect(ledger.recordGap(gap(0, 10), now)).toBe(true);
    ledger.close();
  });

  it('do not close the time of an absent subscription by listing it: that brings nothing back', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    ledger.recordGap(gap(0, 10, 'unsubscribed'), now);

    const span = { startMs: now, endMs: now + 20 * minute, listedMs: now };
    ledger.saveProgress(stream(), { watchedFromMs: now, spans: [span] });
    ledger.flush();

    expect(readStatus(path, now).gaps).toHaveLength(1);
    ledger.close();
  });
});
