import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import type { PendingBlob } from '../../../src/model/ledger.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 10, 12);
const general = stream('Audit.General');
const exchange = stream('Audit.Exchange');
const both = [general, exchange];
const none: ReadonlySet<string> = new Set();

function open(path = join(tempFolder(), 'state', 'checkpoint.db')) {
  return { path, ledger: openLedger(path, [general, exchange], () => now).ledger };
}

function pending(contentId: string, createdMs: number): PendingBlob {
  return { ...blob(contentId, createdMs), stream: general, key: contentId, attempts: 0, refusals: 0 };
}

function span(startMs: unknown, endMs: unknown, listedMs: unknown) {
  return { startMs: Number(startMs), endMs: Number(endMs), listedMs: Number(listedMs) };
}

const counts = { records: 5, indexed: 3, duplicates: 1, filtered: 0, deadLetters: 1 };
const letter = {
  recordId: 'r1',
  kind: 'document_parsing_exception',
  reason: 'no date',
  record: '{"Id":"r1"}',
};

describe('the ledger', () => {
  it('knows a blob by its contentId: listed again, it costs nothing', () => {
    const { ledger, path } = open();

    expect(ledger.recordListed(general, [blob('a', now), blob('b', now)], now)).toBe(2);
    expect(ledger.recordListed(general, [blob('b', now), blob('c', now)], now)).toBe(1);

    expect(readStatus(path, now).totals).toMatchObject({ listed: 3, pending: 3, delivered: 0 });
    ledger.close();
  });

  it('tells blobs of two content types apart that have the same contentId', () => {
    const { ledger, path } = open();

    expect(ledger.recordListed(general, [blob('a', now)], now)).toBe(1);
    expect(ledger.recordListed(exchange, [blob('a', now)], now)).toBe(1);

    const due = ledger.dueBlobs(both, now, 10, none);
    expect(new Set(due.map((one) => one.key)).size).toBe(2);
    for (const one of due) ledger.recordDelivered(one, counts, [], now);
    expect(readStatus(path, now).totals.delivered).toBe(2);
    ledger.close();
  });

  it('takes the newest contentUri of a blob that is still pending', () => {
    const { ledger } = open();
    ledger.recordListed(general, [{ ...blob('a', now), contentUri: 'https://elsewhere/a' }], now);

    ledger.recordListed(general, [blob('a', now)], now);

    expect(ledger.dueBlobs(both, now, 10, none)[0]?.contentUri).toBe(blob('a', now).contentUri);
    ledger.close();
  });

  it('gives content of the last hour first, then the oldest, over all streams of the tenant', () => {
    const { ledger } = open();
    ledger.recordListed(general, [blob('old', now - 50 * hour), blob('fresh', now - 1000)], now);
    ledger.recordListed(exchange, [blob('older', now - 60 * hour), blob('fresher', now - 500)], now);

    const due = ledger.dueBlobs(both, now, 3, none);

    expect(due.map((one) => one.contentId)).toEqual(['fresh', 'fresher', 'older']);
    const others = ledger.dueBlobs(both, now, 3, new Set(due.map((one) => one.key)));
    expect(others.map((one) => one.contentId)).toEqual(['old']);
    ledger.close();
  });

  it('holds a failed blob back until its next attempt, and counts the attempts', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('a', now)], now);

    ledger.recordFailed(pending('a', now), 'cut', now + 5000, false);

    expect(ledger.dueBlobs(both, now + 4999, 10, none)).toEqual([]);
    expect(ledger.nextAttemptMs(both, now)).toBe(now + 5000);
    expect(ledger.dueBlobs(both, now + 5000, 10, none)[0]?.attempts).toBe(1);
    expect(readStatus(path, now).streams.map((one) => one.last_error)).toEqual([null, 'cut']);
    ledger.makeAllDue(both);
    expect(ledger.dueBlobs(both, now, 10, none)).toHaveLength(1);
    ledger.close();
  });

  it('counts a delivery once, with its records and dead letters, and survives being opened again', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('a', now)], now);

    ledger.recordDelivered(pending('a', now), counts, [letter], now);
    ledger.recordDelivered(pending('a', now), counts, [letter], now);
    ledger.close();
    const again = open(path).ledger;

    expect(again.dueBlobs(both, now, 10, none)).toEqual([]);
    expect(again.recordListed(general, [blob('a', now)], now)).toBe(0);
    expect(readStatus(path, now).totals).toEqual({
      listed: 1,
      delivered: 1,
      pending: 0,
      lost: 0,
      dead_letters: 1,
      records: 5,
      indexed: 3,
      duplicates: 1,
      filtered: 0,
    });
    again.close();
  });

  it('makes a lost blob a gap', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('a', now + 1), blob('b', now + 2)], now);

    ledger.recordLost(pending('a', now + 1), 'expired', null, now);
    ledger.recordLost(pending('b', now + 2), 'expired', null, now);

    const status = readStatus(path, now);
    expect(status.totals).toMatchObject({ listed: 2, pending: 0, lost: 2 });
    expect(status.gaps).toEqual([
      {
        tenant: tenantId,
        content_type: 'Audit.General',
        start: '2026-08-10T12:00:00.000Z',
        end: '2026-08-10T12:00:01.000Z',
        cause: 'expired',
        blobs: 2,
      },
    ]);
    ledger.close();
  });

  it('tries a lost blob again when it is still listed, and closes its gap when it turns up', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('a', now + 1), blob('b', now + 2)], now);
    ledger.recordLost(pending('a', now + 1), 'missing', null, now);
    ledger.recordLost(pending('b', now + 2), 'missing', null, now);

    expect(ledger.dueBlobs(both, Number.MAX_SAFE_INTEGER, 10, none)).toEqual([]);
    expect(ledger.recordListed(general, [blob('a', now + 1)], now)).toBe(0);
    const due = ledger.dueBlobs(both, now, 10, none);
    expect(due.map((one) => one.contentId)).toEqual(['a']);
    for (const one of due) ledger.recordDelivered(one, counts, [], now);

    const status = readStatus(path, now);
    expect(status.totals).toMatchObject({ listed: 2, delivered: 1, lost: 1, pending: 0 });
    expect(status.gaps).toMatchObject([{ blobs: 1 }]);
    ledger.close();
  });

  it('keeps the body of a blob that never held records, once', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('a', now)], now);
    const body = { recordId: null, kind: 'BLOB_NOT_JSON', reason: '9 characters', record: '[{"Id":"1' };

    ledger.recordLost(pending('a', now), 'unreadable', body, now);
    ledger.recordLost(pending('a', now), 'unreadable', body, now);

    expect(readStatus(path, now).totals).toMatchObject({ lost: 1, records: 1, dead_letters: 1 });
    ledger.close();
  });

  it('counts refusals in a row, and forgets them when something else went wrong', () => {
    const { ledger } = open();
    ledger.recordListed(general, [blob('a', now)], now);
    const refusals = () => ledger.dueBlobs(both, now, 1, none)[0]?.refusals;

    ledger.recordFailed({ ...pending('a', now), refusals: 1 }, 'gone', now, true);
    expect(refusals()).toBe(2);
    ledger.recordFailed(pending('a', now), 'cut', now, false);
    expect(refusals()).toBe(0);
    ledger.close();
  });

  it('makes a gap that touches another of its cause longer instead of adding one', () => {
    const { ledger, path } = open();
    const gap = (startMs: number, endMs: number) =>
      ({ stream: general, startMs, endMs, cause: 'unwatched', blobs: null }) as const;

    expect(ledger.recordGap(gap(0, 60_000), now)).toBe(true);
    expect(ledger.recordGap(gap(60_000, 120_000), now)).toBe(false);
    expect(
      ledger.savePlan(general, { watchedFromMs: 0, spans: [] }, [gap(300_000, 360_000)], now),
    ).toHaveLength(1);

    expect(readStatus(path, now).gaps.map(({ start, end }) => [start, end])).toEqual([
      ['1970-01-01T00:00:00.000Z', '1970-01-01T00:02:00.000Z'],
      ['1970-01-01T00:05:00.000Z', '1970-01-01T00:06:00.000Z'],
    ]);
    ledger.close();
  });

  it('forgets settled blobs after the retention but keeps their counts, and never forgets a pending one', () => {
    const { ledger, path } = open();
    const day = 24 * hour;
    ledger.recordListed(
      general,
      [blob('done', now - 9 * day), blob('open', now - 9 * day), blob('new', now)],
      now,
    );
    ledger.recordDelivered(pending('done', now - 9 * day), counts, [], now - 9 * day);
    ledger.recordDelivered(pending('new', now), counts, [], now);

    expect(ledger.prune(now, 8 * day)).toEqual({ forgotten: 1, atEnd: true });

    expect(readStatus(path, now).totals).toMatchObject({ listed: 3, delivered: 2, pending: 1, records: 10 });
    ledger.close();
  });

  it('forgets nothing that can still be listed when our clock jumps forward', () => {
    const { ledger } = open();
    ledger.recordListed(general, [blob('a', now - hour), blob('b', now)], now);
    for (const one of ledger.dueBlobs(both, now, 10, none)) ledger.recordDelivered(one, counts, [], now);

    expect(ledger.prune(now + 30 * 24 * hour, 8 * 24 * hour).forgotten).toBe(0);
    expect(ledger.recordListed(general, [blob('a', now - hour)], now)).toBe(0);
    ledger.close();
  });

  it('does not forget by its age what was old when it came, or is listed still', () => {
    const { ledger } = open();
    const [old, later] = [now - 20 * 24 * hour, now + 10 * 24 * hour];
    ledger.recordListed(general, [blob('old', old), blob('new', now)], now);
    for (const one of ledger.dueBlobs(both, now, 10, none)) ledger.recordDelivered(one, counts, [], now);

    ledger.prune(now, 8 * 24 * hour);
    expect(ledger.recordListed(general, [blob('old', old)], now)).toBe(0);

    ledger.recordListed(general, [blob('old', old), blob('newest', later)], later);
    ledger.recordDelivered(pending('newest', later), counts, [], later);
    expect(ledger.prune(later, 8 * 24 * hour).forgotten).toBe(1);
    expect(ledger.recordListed(general, [blob('old', old)], later)).toBe(0);
    ledger.close();
  });

  it('gives out content of any contentCreated, the least that .NET knows among it', () => {
    const { ledger, path } = open();
    const least = Date.parse('0001-01-01T00:00:00Z');
    ledger.recordListed(general, [blob('least', least)], now);

    const due = ledger.dueBlobs(both, now, 10, none);
    expect(due.map(({ contentId }) => contentId)).toEqual(['least']);
    for (const one of due) ledger.recordDelivered(one, { ...counts, records: 4, deadLetters: 0 }, [], now);
    expect(readCompleteness(path, least).mismatches).toEqual([]);
    ledger.close();
  });

  it('keeps the progress of each stream apart', () => {
    const { ledger } = open();
    const progress = { watchedFromMs: 5, spans: [{ startMs: 5, endMs: 9, listedMs: 7 }] };

    ledger.saveProgress(general, progress);

    expect(ledger.progress(general)).toEqual(progress);
    expect(ledger.progress(exchange)).toEqual({ watchedFromMs: null, spans: [] });
    ledger.close();
  });

  it('has the progress of all streams on the disk after a flush, and nothing of a move that came after it', () => {
    const { ledger, path } = open();
    const first = { watchedFromMs: 5, spans: [span(5, 9, 7), span(9, 20, 8), span(20, 30, 8)] };
    const second = { watchedFromMs: 7, spans: [span(7, 9, 7), span(9, 20, 20), span(25, 40, 8)] };
    const onDisk = () => {
      const database = new DatabaseSync(path, { readOnly: true });
      const rows = database.prepare('SELECT start_ms, end_ms, listed_ms FROM listed_spans').all();
      database.close();
      return rows.map(({ start_ms, end_ms, listed_ms }) => ({ ...span(start_ms, end_ms, listed_ms) }));
    };

    ledger.saveProgress(general, first);
    expect(onDisk()).toEqual([]);
    ledger.flush();
    ledger.saveProgress(general, second);
    expect(onDisk()).toEqual(first.spans);
    ledger.flush();
    expect(onDisk()).toEqual(second.spans);
    ledger.close();
  });

  it('has the progress of all streams on the disk when it is closed', () => {
    const { ledger, path } = open();
    const progress = { watchedFromMs: 5, spans: [span(5, 9, 7)] };
    ledger.saveProgress(general, progress);
    ledger.close();

    const { ledger: again } = open(path);

    expect(again.progress(general)).toEqual(progress);
    again.close();
  });

  it('keeps what could not be written for the next flush', () => {
    const { ledger, path } = open();
    const other = new DatabaseSync(path);
    const refuse =
      "CREATE TRIGGER refuse BEFORE INSERT ON listed_spans BEGIN SELECT RAISE(ABORT, 'full'); END";
    ledger.saveProgress(general, { watchedFromMs: 5, spans: [span(5, 9, 7)] });
    other.exec(refuse);
    expect(() => ledger.flush()).toThrow(expect.objectContaining({ code: 'CHECKPOINT_WRITE_FAILED' }));
    other.exec('DROP TRIGGER refuse');

    ledger.flush();

    expect(other.prepare('SELECT count(*) AS spans FROM listed_spans').get()).toEqual({ spans: 1 });
    other.close();
    ledger.close();
  });

  it('is what it was when the gaps of a new plan could not be written, so that the next plan finds them again', () => {
    const { ledger, path } = open();
    const before = { watchedFromMs: 5, spans: [span(5, 9, 7)] };
    const after = { watchedFromMs: 20, spans: [] };
    const gap = { stream: general, startMs: 9, endMs: 20, cause: 'unwatched', blobs: null } as const;
    ledger.saveProgress(general, before);
    const other = new DatabaseSync(path);
    other.exec("CREATE TRIGGER refuse BEFORE INSERT ON gaps BEGIN SELECT RAISE(ABORT, 'full'); END");
    expect(() => ledger.savePlan(general, after, [gap], now)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_WRITE_FAILED' }),
    );
    expect(ledger.progress(general)).toEqual(before);
    other.exec('DROP TRIGGER refuse');

    expect(ledger.savePlan(general, after, [gap], now)).toEqual([gap]);

    expect(ledger.progress(general)).toEqual(after);
    other.close();
    ledger.close();
  });

  it('tells as lag how far behind the stream is: its oldest pending blob, or the first time that was never listed', () => {
    const { ledger, path } = open();
    const lag = () => readStatus(path, now).streams.map((one) => one.lag_seconds)[1];
    const span = (startMs: number, endMs: number) => ({ startMs, endMs, listedMs: now });

    expect(lag()).toBeNull();
    ledger.saveProgress(general, { watchedFromMs: 0, spans: [span(now - 3000, now)] });
    ledger.flush();
    expect(lag()).toBeNull();
    ledger.saveProgress(general, { watchedFromMs: 0, spans: [span(0, now - 7000), span(now - 3000, now)] });
    ledger.flush();
    expect(lag()).toBe(7);
    ledger.saveProgress(general, { watchedFromMs: 0, spans: [span(0, now - 3000), span(now - 3000, now)] });
    ledger.flush();
    expect(lag()).toBe(0);
    ledger.recordListed(general, [blob('a', now - hour)], now);
    expect(lag()).toBe(3600);
    ledger.close();
  });

  it('tells why listing fails until it succeeds', () => {
    const { ledger, path } = open();
    const error = () => readStatus(path, now).streams.map((one) => one.last_error)[1];

    ledger.recordListing(general, 'no permission');
    expect(error()).toBe('no permission');
    ledger.recordListing(general, null);
    expect(error()).toBeNull();
    ledger.close();
  });

  it('gives a stream that is not configured any more no lag and no error', () => {
    const { ledger, path } = open();
    ledger.recordListed(exchange, [blob('a', now - hour)], now);
    const spans = [{ startMs: 0, endMs: now, listedMs: now }];
    for (const one of both) ledger.saveProgress(one, { watchedFromMs: 0, spans });
    ledger.flush();
    ledger.recordListing(exchange, 'no permission');

    const { streams } = readStatus(path, now, { streams: [general] });

    expect(streams).toMatchObject([
      { content_type: 'Audit.Exchange', configured: false, lag_seconds: null, last_error: null, pending: 1 },
      { content_type: 'Audit.General', configured: true, lag_seconds: 0 },
    ]);
    ledger.close();
  });

  it('forgets a bounded lot at a time and goes on where it ended, without blobs that are about to be tried', () => {
    const { ledger, path } = open();
    const old = now - 20 * 24 * hour;
    const blobs = Array.from({ length: 2500 }, (_, index) => blob(`b${index}`, old));
    ledger.recordListed(general, [...blobs, blob('revived', old), blob('new', now)], now);
    ledger.recordDelivered(pending('new', now), counts, [], now);
    ledger.recordLost(pending('revived', old), 'missing', null, now);
    ledger.recordListed(general, [blob('revived', old)], now);
    const database = new DatabaseSync(path);
    database.exec("UPDATE blobs SET state = 'delivered', settled_ms = created_ms WHERE content_id LIKE 'b%'");
    database.close();

    const forgotten = [1, 2, 3].map(() => ledger.prune(now, 8 * 24 * hour));

    expect(forgotten).toEqual([
      { forgotten: 2000, atEnd: false },
      { forgotten: 500, atEnd: true },
      { forgotten: 0, atEnd: true },
    ]);
    expect(ledger.recordListed(general, [blob('revived', old), blob('new', now)], now)).toBe(0);
    ledger.close();
  });
});
