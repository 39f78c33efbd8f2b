import { describe, expect, it } from 'vitest';
import type { HourAccount } from '../../../src/checkpoint/hour-account.ts';
import type { Completeness } from '../../../src/checkpoint/read-completeness.ts';
import { balanceLines, completenessText } from '../../../src/cli/status/completeness-text.ts';

function hour(number: number, change: Partial<HourAccount['blobs']> = {}, balanced = true): HourAccount {
  return {
    tenant: 't',
    content_type: 'Audit.General',
    hour: new Date(Date.UTC(2026, 7, 1, number)).toISOString(),
    blobs: { listed: 10, delivered: 10, pending: 0, lost: 0, ...change },
    records: { fetched: 1000, indexed: 990, duplicates: 4, filtered: 3, dead_letters: 3 },
    balanced,
  };
}

function found(rows: readonly HourAccount[], change: Partial<Completeness> = {}): Completeness {
  const totals = { blobs: hour(0).blobs, records: hour(0).records };
  const since = '2026-08-01T00:00:00.000Z';
  return {
    complete: true,
    since,
    rows,
    totals,
    mismatches: [],
    older_pending: [],
    gaps: [],
    not_listed: [],
    ...change,
  };
}

describe('completeness for people', () => {
  it('is one line a stream with the sums of its hours, and a verdict', () => {
    const rows = [hour(1), hour(2), { ...hour(1), content_type: 'DLP.All' }];
    const text = completenessText(found(rows));

    expect(text).toMatch(/^t +Audit\.General +20 +20 +0 +0 +2,000 +1,980 +8 +6 +6 +balanced$/m);
    expect(text).toMatch(/^t +DLP\.All +10 +10 /m);
    expect(text).toMatch(/^total +30 +30 /m);
    expect(text).toContain('Complete: all that was listed is delivered');
    expect(text).not.toContain('Hours that are not complete');
  });

  it('names the hours that are not complete, as many as a terminal can take', () => {
    const rows = Array.from({ length: 60 }, (_, index) => hour(index, { delivered: 8, pending: 1, lost: 1 }));
    const text = completenessText(found(rows, { complete: false }));

    expect(text).toContain('t Audit.General 2026-08-01T05:00:00.000Z: 1 pending, 1 lost of 10 blobs');
    expect(text).toContain('... and 20 more');
    expect(text).toContain('Balanced, but not complete');
  });

  it('is loud about a sum that does not hold', () => {
    const mismatch = {
      tenant: 't',
      content_type: 'Audit.General',
      hour: 'h',
      what: 'a = b',
      expected: 3,
      found: 2,
    };
    const text = completenessText(found([hour(1, {}, false)], { complete: false, mismatches: [mismatch] }));

    expect(text).toContain('THE SUMS DO NOT HOLD');
    expect(text).toContain('t Audit.General h: a = b: 3 = 2');
    expect(text).toMatch(/NOT BALANCED: see above\.\n$/);
  });

  it('tells gaps and streams that could not be listed', () => {
    const gap = {
      tenant: 't',
      content_type: 'DLP.All',
      start: 'a',
      end: 'b',
      cause: 'unwatched',
      blobs: null,
    };
    const unlisted = { tenant: 't', content_type: 'Audit.General', error: 'no permission' };
    const text = completenessText(found([], { complete: false, gaps: [gap], not_listed: [unlisted] }));

    expect(text).toMatch(/t +DLP.All +a +b +unwatched/);
    expect(text).toContain('t Audit.General: no permission');
  });

  it('tells what is pending from before the time asked for', () => {
    const older = { tenant: 't', content_type: 'DLP.All', pending: 1200, oldest: '2026-07-20T10:00:00.000Z' };
    const text = completenessText(found([hour(1)], { complete: false, older_pending: [older] }));

    expect(text).toContain('t DLP.All: 1,200 pending, the oldest of 2026-07-20T10:00:00.000Z');
    expect(text).toContain('Balanced, but not complete');
  });

  it('is one line a stream in the demo', () => {
    expect(balanceLines(found([hour(1), hour(2)]))).toEqual([
      'Audit.General: 20 blobs listed, 20 delivered; 2,000 records fetched, 2,000 accounted for: balanced',
    ]);
  });
});
