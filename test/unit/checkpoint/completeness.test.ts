import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import type { Ledger } from '../../../src/model/ledger.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12);
const counts = { records: 5, indexed: 3, duplicates: 1, filtered: 0, deadLetters: 1 };

function since(path: string, ms = 7 * day) {
  return readCompleteness(path, now - ms);
}

/** Lists a blob an hour ago and one two hours ago, and marks the stream as listed. */
function listTwo(ledger: Ledger): void {
  ledger.recordListed(stream(), [blob('a', now - hour), blob('b', now - 2 * hour)], now);
  ledger.saveProgress(stream(), {
    watchedFromMs: now - day,
    spans: [{ startMs: now - day, endMs: now, listedMs: now }],
  });
  ledger.flush();
}

function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('completeness', () => {
  it('accounts for each hour of contentCreated', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    listTwo(ledger);
    ledger.recordDelivered(pendingBlob('a', now - hour), counts, [deadLetter('r1')], now);

    const found = since(path);

    expect(found).toMatchObject({ complete: false, since: '2026-08-03T12:00:00.000Z', mismatches: [] });
    expect(found.rows).toEqual([
      {
        tenant: tenantId,
        content_type: 'Audit.General',
        hour: '2026-08-10T10:00:00.000Z',
        blobs: { listed: 1, delivered: 0, pending: 1, lost: 0 },
        records: { fetched: 0, indexed: 0, duplicates: 0, filtered: 0, dead_letters: 0 },
        balanced: true,
      },
      {
        tenant: tenantId,
        content_type: 'Audit.General',
        hour: '2026-08-10T11:00:00.000Z',
        blobs: { listed: 1, delivered: 1, pending: 0, lost: 0 },
        records: { fetched: 5, indexed: 3, duplicates: 1, filtered: 0, dead_letters: 1 },
        balanced: true,
      },
    ]);
    expect(found.totals.blobs).toEqual({ listed: 2, delivered: 1, pending: 1, lost: 0 });
    expect(found.totals.records.fetched).toBe(5);
    ledger.close();
  });

  it('is complete when all is delivered, and not while a blob is lost, a gap is open or a stream fails', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    listTwo(ledger);
    ledger.recordDelivered(pendingBlob('a', now - hour), counts, [deadLetter('r1')], now);
    ledger.recordDelivered(pendingBlob('b', now - 2 * hour), noRecords, [], now);
    expect(since(path).complete).toBe(true);

    ledger.recordListing(stream(), 'no permission');
    expect(since(path)).toMatchObject({ complete: false, not_listed: [{ error: 'no permission' }] });
    ledger.recordListing(stream(), null);

    const gap = { stream: stream(), startMs: now - day, endMs: now - day + hour, blobs: null };
    ledger.recordGap({ ...gap, cause: 'unsubscribed' }, now);
    expect(since(path)).toMatchObject({ complete: false, gaps: [{ cause: 'unsubscribed' }] });
    expect(since(path, 2 * hour).complete).toBe(true);

    ledger.recordListed(stream(), [blob('c', now - hour)], now);
    ledger.recordLost(pendingBlob('c', now - hour), 'missing', null, now);
    expect(since(path, 2 * hour)).toMatchObject({ complete: false, totals: { blobs: { lost: 1 } } });
    ledger.close();
  });

  it('is not complete while a blob from before the time asked for is pending, and names it', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    listTwo(ledger);
    ledger.recordDelivered(pendingBlob('a', now - hour), counts, [deadLetter('r1')], now);

    const found = since(path, hour);

    const oldest = new Date(now - 2 * hour).toISOString();
    const older = { tenant: tenantId, content_type: 'Audit.General', pending: 1, oldest };
    expect(found).toMatchObject({ complete: false, older_pending: [older], mismatches: [] });
    expect(found.rows.map(({ blobs }) => blobs.pending)).toEqual([0]);
    expect(since(path)).toMatchObject({ older_pending: [], totals: { blobs: { pending: 1 } } });
    const others = { streams: [stream('Audit.Exchange')] };
    expect(readCompleteness(path, now - hour, others)).toMatchObject({ complete: true });

    ledger.close();
    tamper(path, 'DELETE FROM undelivered');
    expect(since(path, hour)).toMatchObject({ complete: false, mismatches: [{ hour: 'older' }] });
  });

  it.each([
    ['a delivered blob vanishes', "DELETE FROM blobs WHERE content_id = 'a'", 'blobs listed'],
    ['a pending blob vanishes', "DELETE FROM blobs WHERE content_id = 'b'", 'blobs listed'],
    ['a blob is called delivered', "UPDATE blobs SET state = 'delivered'", 'delivered: counted'],
    [
      'a blob is there that was never listed',
      "INSERT INTO blobs (stream_id, content_id, created_ms) VALUES (1, 'x', 1786358000000)",
      'blobs listed',
    ],
    [
      'a blob says it had fewer records',
      'UPDATE blobs SET indexed = indexed - 1 WHERE records > 0',
      'records fetched',
    ],
    ['a dead letter vanishes', 'DELETE FROM dead_letters', 'dead letters kept'],
    ['a pending blob will never be tried', 'DELETE FROM undelivered', 'will be tried'],
    ['a sum is changed', 'UPDATE hours SET records = records + 1', 'records fetched'],
    ['the count of a stream is changed', 'UPDATE streams SET delivered = delivered + 1', 'of the stream'],
    ['an hour is gone', 'DELETE FROM hours', 'blobs listed'],
  ])('shows when %s', (_case, sql, what) => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    listTwo(ledger);
    ledger.recordDelivered(pendingBlob('a', now - hour), counts, [deadLetter('r1')], now);
    ledger.close();
    expect(since(path).mismatches).toEqual([]);

    tamper(path, sql);

    const found = since(path);
    expect(found.complete).toBe(false);
    expect(found.mismatches.map((one) => one.what).join('\n')).toContain(what);
    if (!what.endsWith('of the stream')) expect(found.rows.every((row) => row.balanced)).toBe(false);
  });

  it('stays balanced through losses, bodies kept in their place, and blobs that turn up after all', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    listTwo(ledger);
    const body = deadLetter('', { recordId: null, kind: 'BLOB_NOT_JSON', record: '[{"Id":"1' });
    ledger.recordLost(pendingBlob('a', now - hour), 'unreadable', body, now);
    expect(since(path)).toMatchObject({
      mismatches: [],
      totals: { blobs: { lost: 1 }, records: { fetched: 1 } },
    });

    ledger.recordDelivered(pendingBlob('a', now - hour), counts, [deadLetter('r1')], now);

    expect(since(path)).toMatchObject({
      mismatches: [],
      totals: { blobs: { delivered: 1, lost: 0 }, records: { fetched: 5, dead_letters: 1 } },
    });
    ledger.close();
  });

  it('outlives the blobs: what is forgotten is still accounted for', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const old = now - 20 * day;
    ledger.recordListed(stream(), [blob('a', old), blob('l', old), blob('p', old), blob('new', now)], now);
    ledger.recordDelivered(pendingBlob('a', old), counts, [deadLetter('r1')], old);
    ledger.recordLost(pendingBlob('l', old), 'expired', null, old);
    ledger.recordDelivered(pendingBlob('new', now), noRecords, [], now);
    const before = since(path, 30 * day).rows;

    expect(ledger.prune(now, 8 * day).forgotten).toBe(2);

    const after = since(path, 30 * day);
    expect(after.rows).toEqual(before);
    expect(after.mismatches).toEqual([]);
    expect(after.totals.blobs).toEqual({ listed: 4, delivered: 2, pending: 1, lost: 1 });
    ledger.close();
  });

  it('forgets hours after 90 days, but none with a blob that is still pending', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const old = now - 100 * day;
    ledger.recordListed(stream(), [blob('done', old), blob('open', old + hour), blob('new', now)], now);
    ledger.recordDelivered(pendingBlob('done', old), noRecords, [], old);
    ledger.recordDelivered(pendingBlob('new', now), noRecords, [], now);

    ledger.prune(now, 8 * day);

    const hours = since(path, 200 * day).rows.map((row) => row.hour);
    expect(hours).toEqual([new Date(old + hour).toISOString(), new Date(now).toISOString()]);
    expect(since(path).mismatches).toEqual([]);
    ledger.close();
  });

  it('does not let streams that are not configured any more stand in the way', () => {
    const other = stream('Audit.Exchange');
    const { ledger, path } = emptyLedger({ nowMs: now, streams: [stream(), other] });
    listTwo(ledger);
    ledger.recordListed(other, [blob('e', now - hour)], now);
    ledger.recordDelivered(pendingBlob('a', now - hour), noRecords, [], now);
    ledger.recordDelivered(pendingBlob('b', now - 2 * hour), noRecords, [], now);

    expect(since(path).complete).toBe(false);
    expect(readCompleteness(path, now - day, { streams: [stream()] })).toMatchObject({
      complete: true,
      totals: { blobs: { pending: 1 } },
    });
    ledger.close();
  });
});
