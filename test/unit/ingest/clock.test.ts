import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { aheadWindow, planWindows } from '../../../src/ingest/plan-windows.ts';
import { ingestForever, ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { daemonTime } from '../../support/daemon-time.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';
import { waitUntil } from '../../support/wait-until.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };
const no = new SourceError({ code: 'TEST', meaning: 'no', remedy: 'none' }, 'retry');

describe('a clock that was wrong', () => {
  it('plans nothing and tells no gap before the service was heard', async () => {
    const { options, source, ledger, path } = ingestParts(now);
    await ingestOnce(options, signals);
    const before = ledger.progress(stream());
    source.onSubscribe = () => Promise.reject(no);

    const outcome = await ingestOnce({ ...options, clock: () => now + 20 * day }, signals);

    expect(outcome.listedAll).toBe(false);
    expect(ledger.progress(stream())).toEqual(before);
    expect(readStatus(path, now)).toMatchObject({ gaps: [], streams: [{ last_error: 'no' }] });
  });

  it('gives no blob up for its age before the service was heard', async () => {
    let isHeard = false;
    const { options, source, path, output } = ingestParts(now, { isTimeKnown: () => isHeard });
    const old = { ...options, clock: () => now + 20 * day };
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    source.onFetch = () => Promise.reject(no);
    await ingestOnce(options, signals);
    source.onSubscribe = () => Promise.reject(no);

    await ingestOnce(old, signals);

    expect(readStatus(path, now)).toMatchObject({ totals: { pending: 1, lost: 0 }, gaps: [] });
    isHeard = true;
    await ingestOnce(old, signals);
    expect(readStatus(path, now)).toMatchObject({ totals: { lost: 1 }, gaps: [{ cause: 'expired' }] });
    expect(output.documents.size).toBe(0);
  });

  it('hides no time by what it noted of the future', () => {
    const span = { startMs: now - 7 * day, endMs: now + day, listedMs: now + day };
    const progress = { watchedFromMs: now - 6 * day, spans: [span] };

    const {
      windows,
      gaps,
      progress: after,
    } = planWindows({
      nowMs: now,
      lookbackMs: 7 * day,
      windowMs: day,
      progress,
      relistAll: false,
      turn: 0,
    });

    // All of it is listed again at once: of a listing in the future nobody knows how old it is.
    expect(windows.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)).toBe(7 * day - 5 * minute);
    expect(gaps).toEqual([]);
    expect(Math.max(...after.spans.map(({ endMs }) => endMs))).toBeLessThanOrEqual(now);
  });

  it('does not keep a daemon that was set back by hours from listing and delivering', async () => {
    const time = daemonTime(now, 40, (count) => {
      if (count === 10) time.jump(-5 * hour);
      if (count === 12) source.publish(blob('a', time.clock() - minute), [{ Id: '1' }]);
    });
    const { options, source, output, path } = ingestParts(now, {
      clock: time.clock,
      sleep: time.sleep,
      intervalMs: minute,
    });

    await ingestForever(options, { stopping: time.stop.signal, abort: time.stop.signal });

    expect(output.documents.size).toBe(1);
    expect(readStatus(path, time.clock()).gaps).toEqual([]);
  });

  it('does not put off by hours what is to be tried again', async () => {
    let nowMs = now;
    const stop = new AbortController();
    const { options, source, output, log } = ingestParts(now, {
      clock: () => nowMs,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
      retry: { baseMs: 50, maxMs: 50, random: () => 1 },
    });
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    source.onFetch = () => {
      if (nowMs < now) return Promise.resolve();
      return Promise.reject(no);
    };
    const running = ingestForever(options, { stopping: stop.signal, abort: stop.signal });
    await waitUntil('the blob failed', () => log.some(({ name }) => name === 'blobFailed'));

    nowMs = now - 5 * hour;
    await waitUntil('the blob was delivered', () => output.documents.size === 1);

    stop.abort(new Error('enough'));
    await running;
  });
});

describe('a time that has come by our clock and not yet by the service', () => {
  it('is asked for, but does not count as listed', async () => {
    const { options, source, output, ledger } = ingestParts(now, { localClock: () => now + 20 * minute });
    source.publish(blob('a', now + 10 * minute), [{ Id: '1' }]);

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
    expect(ledger.progress(stream()).spans.at(-1)?.endMs).toBe(now);
  });

  it('may be refused: nothing is missing then', async () => {
    const { options, source } = ingestParts(now, { localClock: () => now + 20 * minute });
    source.onList = ({ endMs }) => (endMs > now ? Promise.reject(no) : Promise.resolve());

    expect((await ingestOnce(options, signals)).listedAll).toBe(true);
  });

  it.each([
    ['the clocks agree', 0, null],
    ['our clock is behind', -hour, null],
    ['our clock is ahead', hour, { startMs: now, endMs: now + hour }],
    ['our clock is days ahead', 8 * day, null],
  ])('is empty or a day at most: %s', (_name, aheadMs, window) => {
    expect(aheadWindow(now, now + aheadMs)).toEqual(window);
  });
});
