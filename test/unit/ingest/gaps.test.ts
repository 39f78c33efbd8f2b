import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { ingestForever, ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import type { FailureKind } from '../../../src/model/source.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { daemonTime } from '../../support/daemon-time.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob } from '../../support/streams.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };
const iso = (ms: number) => new Date(ms).toISOString();

function failure(kind: FailureKind): SourceError {
  return new SourceError({ code: 'TEST', meaning: 'the test says no', remedy: 'none' }, kind);
}

describe('an outage that is longer than the API keeps content', () => {
  it('is a gap of exactly the time that nobody listed', async () => {
    const { options, path } = ingestParts(now);
    await ingestOnce(options, signals);
    const later = now + 10 * day + 3 * hour;

    await ingestOnce({ ...options, clock: () => later }, signals);

    expect(readStatus(path, later).gaps).toEqual([
      expect.objectContaining({
        cause: 'unwatched',
        start: iso(now),
        end: iso(later - 7 * day + 5_000),
      }),
    ]);
  });

  it.each([6, 2])(
    'is no gap when it ends %i minutes in time, and brings what was published',
    async (minutes) => {
      const { options, source, output, path } = ingestParts(now);
      await ingestOnce(options, signals);
      const later = now + 7 * day - minutes * minute;
      source.publish(blob('a', now + 10_000), [{ Id: '1' }]);

      const outcome = await ingestOnce({ ...options, clock: () => later }, signals);

      expect(outcome.listedAll).toBe(true);
      expect(output.documents.size).toBe(1);
      expect(readStatus(path, later).gaps).toEqual([]);
    },
  );

  it('takes what comes over the edge between plan and listing with it, in one gap', async () => {
    const { options, source, path } = ingestParts(now);
    await ingestOnce(options, signals);
    let nowMs = now + 8 * day;
    // The listing of the newest hour takes 20 seconds.
    source.onList = ({ endMs }) => {
      if (endMs === now + 8 * day) nowMs += 20_000;
      return Promise.resolve();
    };

    const outcome = await ingestOnce({ ...options, clock: () => nowMs }, signals);

    expect(outcome.listedAll).toBe(true);
    const oldest = Math.min(
      ...source.listed
        .slice(1)
        .map(({ startMs }) => startMs)
        .filter((ms) => ms > now),
    );
    expect(oldest).toBe(nowMs - 7 * day + 3_000);
    expect(readStatus(path, nowMs).gaps).toMatchObject([
      { cause: 'unwatched', start: iso(now), end: iso(oldest) },
    ]);
  });
});

describe('a subscription that is switched off while the daemon runs', () => {
  /** The subscription is off from the sleep `off` to the sleep `on`; listings are refused, or find nothing. */
  async function switchedOff(refuses: boolean, off: number, on: number) {
    let offMs = 0;
    let startedMs = 0;
    let isOn = true;
    const time = daemonTime(now, on + 20, (count) => {
      if (count === off) {
        isOn = false;
        offMs = time.clock();
      }
      if (count === on) source.subscription = 'started';
    });
    const { options, source, path } = ingestParts(now, {
      clock: time.clock,
      sleep: time.sleep,
      intervalMs: 10 * minute,
      retry: { baseMs: 1_000, maxMs: 1_000, random: () => 1 },
    });
    source.onList = () => (isOn || !refuses ? Promise.resolve() : Promise.reject(failure('resubscribe')));
    source.onSubscribe = () => {
      if (isOn) source.subscription = 'enabled';
      else if (source.subscription === 'enabled') source.subscription = 'start_deferred';
      else if (source.subscription === 'started') {
        isOn = true;
        startedMs = time.clock();
      }
      return Promise.resolve();
    };
    await ingestForever(options, { stopping: time.stop.signal, abort: time.stop.signal });
    const [gap, ...others] = readStatus(path, time.clock()).gaps;
    return { gap, others, offMs, startedMs };
  }

  it.each([
    ['its listings are refused', true],
    ['its listings find nothing', false],
  ])('is a gap from when it was last known to be on: %s', async (_name, refuses) => {
    const { gap, others, offMs, startedMs } = await switchedOff(refuses, 12, 40);

    expect(others).toEqual([]);
    expect(gap).toMatchObject({ cause: 'unsubscribed' });
    const [from, to] = [Date.parse(gap?.start ?? ''), Date.parse(gap?.end ?? '')];
    // Known by the last good listing, or by the look that is taken each hour.
    expect(from).toBeLessThanOrEqual(offMs);
    expect(offMs - from).toBeLessThanOrEqual(refuses ? 11 * minute : hour + 11 * minute);
    expect(Math.abs(to - startedMs)).toBeLessThan(1_000);
  });
});

describe('a blob that the API gives no more', () => {
  it.each([
    ['missing', now + 7 * day],
    ['expired', now - 1],
  ])(
    'is lost as %s, told as a gap of its second, and the gap closes when it turns up',
    async (cause, expiresMs) => {
      const { options, source, output, path } = ingestParts(now);
      source.publish({ ...blob('a', now - hour + 345), expiresMs }, [{ Id: '1' }]);
      source.onFetch = () => Promise.reject(failure('permanent'));

      await ingestOnce(options, signals);

      const { totals, gaps } = readStatus(path, now);
      expect(totals).toMatchObject({ lost: 1, pending: 0 });
      expect(gaps).toMatchObject([{ cause, blobs: 1, start: iso(now - hour), end: iso(now - hour + 1_000) }]);

      source.onFetch = () => Promise.resolve();
      await ingestOnce(options, signals);
      expect(output.documents.size).toBe(1);
      expect(readStatus(path, now)).toMatchObject({ totals: { lost: 0, delivered: 1 }, gaps: [] });
    },
  );

  it('is told as lost once by a daemon, however often it is listed and tried again', async () => {
    const time = daemonTime(now, 120);
    const { clock, sleep } = time;
    const { options, source, path, log } = ingestParts(now, { clock, sleep, intervalMs: minute });
    source.publish(blob('a', now - minute), [{ Id: '1' }]);
    source.onFetch = () => Promise.reject(failure('permanent'));

    await ingestForever(options, { stopping: time.stop.signal, abort: never });

    expect(source.fetched.length).toBeGreaterThan(10);
    expect(log.filter(({ name }) => name === 'blobLost')).toHaveLength(1);
    expect(readStatus(path, now).gaps).toMatchObject([{ cause: 'missing', blobs: 1 }]);
  });
});
