import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  return { ...blob(contentId, createdMs), stream: general, key: contentId, attempts: 0 };
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

    ledger.recordFailed(pending('a', now), 'cut', now + 5000);

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

    ledger.recordLost(pending('a', now + 1), 'expired', now);
    ledger.recordLost(pending('b', now + 2), 'expired', now);

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

  it('forgets settled blobs after the retention but keeps their counts, and never forgets a pending one', () => {
    const { ledger, path } = open();
    ledger.recordListed(general, [blob('done', now - 9 * 24 * hour), blob('open', now - 9 * 24 * hour)], now);
    ledger.recordDelivered(pending('done', now - 9 * 24 * hour), counts, [], now);

    expect(ledger.prune(now - 8 * 24 * hour)).toBe(1);

    expect(readStatus(path, now).totals).toMatchObject({ listed: 2, delivered: 1, pending: 1, records: 5 });
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

  it('tells as lag the time since the oldest pending blob, else since the end of what was listed', () => {
    const { ledger, path } = open();
    const lag = () => readStatus(path, now).streams.map((one) => one.lag_seconds)[1];

    expect(lag()).toBeNull();
    ledger.saveProgress(general, {
      watchedFromMs: 0,
      spans: [{ startMs: 0, endMs: now - 2000, listedMs: now }],
    });
    expect(lag()).toBe(2);
    ledger.recordListed(general, [blob('a', now - hour)], now);
    expect(lag()).toBe(3600);
    ledger.close();
  });
});
