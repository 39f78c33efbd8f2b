import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { ingestForever, ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import type { FailureKind } from '../../../src/model/source.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { daemonTime } from '../../support/daemon-time.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';

// Each test is a way in which a collector of this API is known to have lost or repeated records.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

function failure(kind: FailureKind, retryAfterMs?: number): SourceError {
  const row = { code: 'TEST', meaning: 'the test says no', remedy: 'none' };
  return new SourceError(row, kind, undefined, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** A daemon whose clock runs from sleep to sleep; `at` is called at each of them. */
async function daemon(sleeps: number, parts: ReturnType<typeof ingestParts>, at: (count: number) => void) {
  const time = daemonTime(parts.options.clock(), sleeps, at);
  await ingestForever(
    { ...parts.options, clock: time.clock, sleep: time.sleep, intervalMs: 10 * minute },
    { stopping: time.stop.signal, abort: time.stop.signal },
  );
  return time;
}

describe('nothing is lost', () => {
  it('when two blobs have the same contentCreated, the one of the newest blob among them', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    await ingestOnce(options, signals);
    source.publish(blob('b', now - hour), [{ Id: '2' }]);
    source.publish(blob('c', now - hour), [{ Id: '3' }]);

    await ingestOnce(options, signals);

    expect([...output.documents.keys()]).toEqual(['1', '2', '3']);
  });

  it.each([
    ['by an hour', hour],
    ['by a day', day],
    ['by six days', 6 * day],
  ])('when a blob appears late %s, behind everything that was delivered', async (_name, lateMs) => {
    const parts = ingestParts(now);
    parts.source.publish(blob('a', now - 1_000), [{ Id: '1' }]);

    await daemon(60, parts, (count) => {
      if (count === 5) parts.source.publish(blob('late', now - lateMs), [{ Id: '2' }]);
    });

    expect([...parts.output.documents.keys()]).toEqual(['1', '2']);
    expect(readStatus(parts.path, now).gaps).toEqual([]);
  });

  it('when a blob fails and later ones of its window are delivered', async () => {
    const parts = ingestParts(now);
    for (const id of ['a', 'b', 'c'])
      parts.source.publish(blob(id, now - hour + id.charCodeAt(0)), [{ Id: id }]);
    let fails = 0;
    parts.source.onFetch = (one) => {
      if (one.contentId !== 'a' || fails === 15) return Promise.resolve();
      fails += 1;
      return Promise.reject(failure('retry'));
    };

    await daemon(40, parts, () => undefined);

    expect(fails).toBe(15);
    expect([...parts.output.documents.keys()].toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('when a blob is answered "slow down" as often as it takes: that is no attempt at it', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    let answers = 0;
    source.onFetch = () => {
      answers += 1;
      return answers <= 40 ? Promise.reject(failure('retry', 1)) : Promise.resolve();
    };
    let readings = 0;
    const clock = () => {
      readings += 1;
      return now + readings;
    };

    const outcome = await ingestOnce({ ...options, clock }, signals);

    expect(outcome).toMatchObject({ givenUp: 0, lost: 0 });
    expect(output.documents.size).toBe(1);
  });

  it('when a later page of a window fails: none of the window counts as listed', async () => {
    const { options, source, output, ledger } = ingestParts(now);
    source.publish(blob('a', now - 100 * hour), [{ Id: '1' }]);
    source.publish(blob('b', now - 99 * hour), [{ Id: '2' }]);
    source.onPage = (one) => (one.contentId === 'b' ? Promise.reject(failure('retry')) : Promise.resolve());

    expect((await ingestOnce(options, signals)).listedAll).toBe(false);

    const { spans } = ledger.progress(stream());
    expect(spans.some(({ startMs, endMs }) => startMs <= now - 99 * hour && now - 99 * hour < endMs)).toBe(
      false,
    );
    source.onPage = () => Promise.resolve();
    await ingestOnce(options, signals);
    expect([...output.documents.keys()]).toEqual(['1', '2']);
  });

  it('when a blob moves to a page that was read already', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - 100 * hour), [{ Id: '1' }]);
    source.publish(blob('b', now - 99 * hour), [{ Id: '2' }]);
    const moved = blob('moved', now - 101 * hour);
    source.bodies.set('moved', '[{"Id":"3"}]');
    let pages = 0;
    source.onPage = () => {
      pages += 1;
      // It takes the place before the page that is being read.
      if (pages === 2) source.blobs.unshift(moved);
      return Promise.resolve();
    };

    await ingestOnce(options, signals);

    expect(output.documents.has('3')).toBe(true);
  });

  it('when the process ends between the fetch of a blob and its write', async () => {
    const { options, source, output, ledger, path } = ingestParts(now);
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    const killed = new AbortController();
    output.onWrite = () => {
      killed.abort(new Error('killed'));
      return Promise.reject(new Error('killed'));
    };
    await ingestOnce(options, { stopping: killed.signal, abort: killed.signal });
    ledger.close();
    output.onWrite = () => Promise.resolve();

    const again = openLedger(path, options.streams, options.clock).ledger;
    await ingestOnce({ ...options, ledger: again }, signals);

    expect(output.documents.size).toBe(1);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, duplicates: 0 });
  });

  it('when nobody runs for three days: a restart goes on where the last run ended', async () => {
    const { options, source, output, ledger, path } = ingestParts(now);
    await ingestOnce({ ...options, lookbackMs: hour }, signals);
    ledger.close();
    const later = now + 3 * day;
    source.publish(blob('a', now + hour), [{ Id: '1' }]);
    source.publish(blob('b', later - hour), [{ Id: '2' }]);

    const again = openLedger(path, options.streams, () => later).ledger;
    await ingestOnce({ ...options, ledger: again, clock: () => later, lookbackMs: hour }, signals);

    expect([...output.documents.keys()].toSorted()).toEqual(['1', '2']);
    expect(readStatus(path, later).gaps).toEqual([]);
  });

  it('at the first start: the whole lookback is listed, its oldest window first after the newest hour', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('oldest', now - 7 * day + 10 * minute), [{ Id: '1' }]);

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
    expect(source.listed[1]?.startMs).toBe(now - 7 * day + 5 * minute);
  });

  it('at the oldest edge, when listing what comes before it takes long', async () => {
    const time = daemonTime(now, 9_999);
    const { options, source, output } = ingestParts(now, { clock: time.clock });
    source.publish(blob('oldest', now - 7 * day + 6 * minute), [{ Id: '1' }]);
    let lists = 0;
    source.onList = () => {
      lists += 1;
      // The newest hour alone takes three minutes.
      if (lists === 1) time.jump(3 * minute);
      return Promise.resolve();
    };

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
  });

  it('when the service finds the oldest window too old: the rest of it is listed, without an endless loop', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - 7 * day + 2 * hour), [{ Id: '1' }]);
    source.onList = ({ startMs }) =>
      startMs < now - 7 * day + hour ? Promise.reject(failure('clock')) : Promise.resolve();

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
    expect(source.listed.length).toBeLessThan(40);
  });

  it('when listing fails: the time is listed by a later poll', async () => {
    const parts = ingestParts(now);
    parts.source.publish(blob('a', now - 30 * minute), [{ Id: '1' }]);
    let fail = true;
    parts.source.onList = () => (fail ? Promise.reject(failure('retry')) : Promise.resolve());

    await daemon(40, parts, (count) => {
      if (count === 20) fail = false;
    });

    expect(parts.output.documents.size).toBe(1);
  });

  it('when a subscription cannot be read or started for a while', async () => {
    const parts = ingestParts(now);
    parts.source.publish(blob('a', now - 30 * minute), [{ Id: '1' }]);
    let fail = true;
    parts.source.onSubscribe = () => (fail ? Promise.reject(failure('retry')) : Promise.resolve());

    await daemon(40, parts, (count) => {
      if (count === 20) fail = false;
    });

    expect(parts.output.documents.size).toBe(1);
  });

  it('when a blob is gone for good: it is told as a gap, and the others are delivered', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('gone', now - hour), [{ Id: '1' }]);
    source.publish(blob('b', now - hour), [{ Id: '2' }]);
    source.onFetch = (one) =>
      one.contentId === 'gone' ? Promise.reject(failure('permanent')) : Promise.resolve();

    await ingestOnce(options, signals);

    expect([...output.documents.keys()]).toEqual(['2']);
    expect(readStatus(path, now)).toMatchObject({
      totals: { lost: 1, delivered: 1 },
      gaps: [{ cause: 'missing' }],
    });
  });

  it('of one content type by the progress of another', async () => {
    const streams = [stream('Audit.General'), stream('Audit.Exchange')];
    const { options, source, path } = ingestParts(now, { streams });
    source.publish(blob('a', now - hour), [{ Id: '1' }]);
    const listOf = source.list.bind(source);
    let failing = true;
    source.list = (own, window) => {
      if (failing && own.contentType === 'Audit.Exchange') throw failure('retry');
      return listOf(own, window);
    };

    await ingestOnce(options, signals);
    failing = false;
    await ingestOnce(options, signals);

    expect(readStatus(path, now).streams.map(({ delivered }) => delivered)).toEqual([1, 1]);
  });

  it('of a blob whose contentCreated lies outside of the window that showed it', async () => {
    const { options, source, output } = ingestParts(now);
    const stray = blob('stray', now - 20 * day);
    source.bodies.set('stray', '[{"Id":"1"}]');
    source.list = async function* () {
      yield [stray, stray];
    };

    await ingestOnce(options, signals);
    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
    expect(source.fetched).toEqual(['stray']);
  });
});

describe('nothing is repeated', () => {
  it('when the service lists a blob again on another page, in another order, or twice on one', async () => {
    const { options, source } = ingestParts(now);
    source.bodies.set('a', '[{"Id":"1"}]');
    source.bodies.set('b', '[{"Id":"2"}]');
    const [a, b] = [blob('a', now - hour), blob('b', now - hour)];
    source.list = async function* () {
      yield [b, a, a];
      yield [a];
      yield [];
      yield [a, b];
    };

    await ingestOnce(options, signals);
    await ingestOnce(options, signals);

    expect(source.fetched.toSorted()).toEqual(['a', 'b']);
  });

  it('when a pass ends in the middle: only what was not acknowledged is fetched again', async () => {
    const { options, source, output, path } = ingestParts(now);
    for (let number = 0; number < 30; number += 1) {
      source.publish(blob(`b${number}`, now - hour + number), [{ Id: String(number) }]);
    }
    let writes = 0;
    output.onWrite = () => {
      writes += 1;
      return writes > 10 ? Promise.reject(new Error('no output')) : Promise.resolve();
    };
    await ingestOnce(options, signals);
    const { delivered } = readStatus(path, now).totals;
    output.onWrite = () => Promise.resolve();
    source.fetched.length = 0;

    await ingestOnce(options, signals);

    expect(source.fetched).toHaveLength(30 - delivered);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 30, duplicates: 0 });
  });
});
