import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { ingestForever, pollWaitMs } from '../../../src/ingest/tenant-ingestion.ts';
import { abortableSleep } from '../../../src/lib/abortable-sleep.ts';
import type { FailureKind } from '../../../src/model/source.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob } from '../../support/streams.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 7, 10, 12);

const never = new AbortController().signal;

function failure(kind: FailureKind): SourceError {
  return new SourceError({ code: 'TEST', meaning: 'the test says no', remedy: 'none' }, kind);
}

/** A sleep that moves the clock instead of waiting, calls `onSleep`, and ends the run after `polls` sleeps. */
function fastTime(polls: number, onSleep: (count: number) => void = () => undefined) {
  const stop = new AbortController();
  let nowMs = start;
  let sleeps = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
    sleeps += 1;
    onSleep(sleeps);
    await new Promise((resolve) => setImmediate(resolve));
    if (sleeps >= polls) stop.abort(new Error('enough'));
  };
  return { clock: () => nowMs, sleep, stop };
}

describe('the wait for the next poll', () => {
  it.each([
    ['on a whole second', 60_000, start, 60_000],
    ['after a poll that took some time', 60_000, start + 80, 59_920],
    ['by a clock with fractions', 60_000, start + 999.5, 59_001],
  ])('ends on a whole second: %s', (_name, intervalMs, nowMs, waitMs) => {
    expect(pollWaitMs(intervalMs, nowMs)).toBe(waitMs);
  });

  it('is the interval where that is short', () => {
    expect(pollWaitMs(1_500, start + 80)).toBe(1_500);
  });
});

describe('the daemon', () => {
  it('delivers what appears between polls, also what appears late under an old contentCreated', async () => {
    const time = fastTime(400, (count) => {
      if (count === 3) source.publish(blob('new', time.clock() - 1000), [{ Id: '1' }]);
      if (count === 5) source.publish(blob('late', start - 100 * hour), [{ Id: '2' }]);
    });
    const { options, source, output } = ingestParts(start, {
      clock: time.clock,
      sleep: time.sleep,
      intervalMs: 60_000,
    });

    await ingestForever(options, { stopping: time.stop.signal, abort: time.stop.signal });

    expect([...output.documents.keys()]).toEqual(['1', '2']);
  });

  it('goes on with the next poll when listing fails', async () => {
    const time = fastTime(20);
    const { options, source, output, log } = ingestParts(start, { clock: time.clock, sleep: time.sleep });
    source.publish(blob('a', start - hour), [{ Id: '1' }]);
    let calls = 0;
    source.onList = () => {
      calls += 1;
      const row = { code: 'TEST', meaning: 'no', remedy: 'none' };
      return calls <= 12 ? Promise.reject(new SourceError(row, 'fatal')) : Promise.resolve();
    };

    await ingestForever(options, { stopping: time.stop.signal, abort: time.stop.signal });

    expect(output.documents.size).toBe(1);
    expect(log.filter((entry) => entry.name === 'windowFailed')).toHaveLength(12);
  });

  it('goes on listing while the subscription, which was on, cannot be looked at', async () => {
    const minute = 60_000;
    let looks = 0;
    const time = fastTime(180, (count) => {
      if (count === 90) source.publish(blob('a', time.clock()), [{ Id: '1' }]);
    });
    const { options, source, output, log } = ingestParts(start, { ...time, intervalMs: minute });
    source.onSubscribe = () => {
      looks += 1;
      return looks === 1 ? Promise.resolve() : Promise.reject(failure('retry'));
    };

    await ingestForever(options, { stopping: time.stop.signal, abort: never });

    expect(output.documents.size).toBe(1);
    expect(log.filter(({ name }) => name === 'windowFailed')).toEqual([]);
    // After the first hour of three, it is tried every five minutes.
    expect(looks).toBeGreaterThan(20);
    expect(looks).toBeLessThan(30);
  });

  it('finishes what is on its way when it is told to stop, and takes nothing new', async () => {
    const stop = new AbortController();
    const { options, source, output, path } = ingestParts(start, { sleep: abortableSleep });
    source.publish(blob('a', start - hour), [{ Id: '1' }]);
    output.onWrite = async () => {
      stop.abort(new Error('stop'));
      source.publish(blob('b', start - hour), [{ Id: '2' }]);
      await new Promise((resolve) => setImmediate(resolve));
    };

    await ingestForever(options, { stopping: stop.signal, abort: new AbortController().signal });

    expect([...output.documents.keys()]).toEqual(['1']);
    expect(readStatus(path, start).totals.delivered).toBe(1);
  });
});
