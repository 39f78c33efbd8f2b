import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import type { FailureKind } from '../../../src/model/source.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { ingestParts, plainMapper } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

function failure(kind: FailureKind): SourceError {
  return new SourceError({ code: 'TEST', meaning: 'the test says no', remedy: 'none' }, kind);
}

/** Throws the error the first `times` times it is called. */
function failing(times: number, error: Error): () => Promise<void> {
  let calls = 0;
  return () => {
    calls += 1;
    return calls <= times ? Promise.reject(error) : Promise.resolve();
  };
}

function records(...ids: string[]): object[] {
  return ids.map((Id) => ({ Id, CreationTime: '2026-08-10T10:00:00' }));
}

describe('one pass', () => {
  it('delivers each record of each blob of the 7 days, and a second pass adds and fetches nothing', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('a', now - hour / 2), records('1', '2'));
    source.publish(blob('b', now - 100 * hour), records('3'));

    const outcome = await ingestOnce(options, signals);
    await ingestOnce(options, signals);

    expect(outcome).toEqual({ listedAll: true, lost: 0, givenUp: 0, brokenOff: false });
    expect([...output.documents.keys()].toSorted()).toEqual(['1', '2', '3']);
    expect(source.fetched.toSorted()).toEqual(['a', 'b']);
    expect(readStatus(path, now).totals).toMatchObject({ listed: 2, delivered: 2, pending: 0, records: 3 });
  });

  it('delivers both blobs when two content types use the same contentId', async () => {
    const streams = [stream('Audit.General'), stream('Audit.Exchange')];
    const { options, source, path } = ingestParts(now, { streams });
    source.publish(blob('a', now - hour), records('1'));

    await ingestOnce(options, signals);

    expect(readStatus(path, now).totals).toMatchObject({ listed: 2, delivered: 2, pending: 0 });
  });

  it('acknowledges a blob only after its documents were written', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    let deliveredAtWrite = -1;
    output.onWrite = () => {
      deliveredAtWrite = readStatus(path, now).totals.delivered;
      return Promise.resolve();
    };

    await ingestOnce(options, signals);

    expect(deliveredAtWrite).toBe(0);
    expect(readStatus(path, now).totals.delivered).toBe(1);
  });

  it('fetches a blob again until it succeeds', async () => {
    const { options, source, output, log } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.onFetch = failing(4, failure('retry'));

    const outcome = await ingestOnce(options, signals);

    expect(outcome.givenUp).toBe(0);
    expect(output.documents.size).toBe(1);
    expect(log.filter((entry) => entry.name === 'blobFailed')).toHaveLength(4);
  });

  it('gives up on a blob that never succeeds, leaves it pending, and a later pass delivers it', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.publish(blob('b', now - hour), records('2'));
    source.onFetch = (one) => (one.contentId === 'a' ? Promise.reject(failure('retry')) : Promise.resolve());

    const first = await ingestOnce(options, signals);

    expect(first.givenUp).toBe(1);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, pending: 1 });
    source.onFetch = () => Promise.resolve();
    expect((await ingestOnce(options, signals)).givenUp).toBe(0);
    expect(output.documents.size).toBe(2);
  });

  it('believes a final refusal only when it is repeated, then tells the loss as a gap', async () => {
    const { options, source, path } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.onFetch = failing(99, failure('permanent'));

    const outcome = await ingestOnce(options, signals);

    expect(outcome.lost).toBe(1);
    expect(source.fetched).toEqual(['a', 'a', 'a']);
    expect(readStatus(path, now).gaps).toMatchObject([{ cause: 'missing', blobs: 1 }]);
  });

  it('does not take one refusal after passing faults for a repeated one', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    const answers = ['retry', 'retry', 'permanent', 'retry', 'permanent', 'permanent'] as const;
    let call = 0;
    source.onFetch = () => {
      const kind = answers[call];
      call += 1;
      return kind === undefined ? Promise.resolve() : Promise.reject(failure(kind));
    };

    expect((await ingestOnce(options, signals)).lost).toBe(0);
    expect(output.documents.size).toBe(1);
  });

  it('asks again for a lost blob that is still listed, and closes the gap when it comes', async () => {
    const { options, source, path } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.onFetch = failing(3, failure('permanent'));
    await ingestOnce(options, signals);

    const again = await ingestOnce(options, signals);

    expect(again).toMatchObject({ lost: 0, givenUp: 0 });
    expect(readStatus(path, now)).toMatchObject({ totals: { delivered: 1, lost: 0, pending: 0 }, gaps: [] });
  });

  it('never gives up on a blob by contentExpiration alone', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish({ ...blob('a', now - hour), expiresMs: Date.UTC(2017, 0, 1) }, records('1'));
    source.onFetch = failing(2, failure('retry'));

    expect((await ingestOnce(options, signals)).lost).toBe(0);
    expect(output.documents.size).toBe(1);
  });

  it('lists all but the very edge when the service finds our oldest window too old', async () => {
    const { options, source, output, path } = ingestParts(now);
    const edge = now - 7 * 24 * hour;
    source.publish(blob('a', edge + 2 * hour), records('1'));
    source.publish(blob('b', now - hour), records('2'));
    // The service's clock is half an hour ahead of ours.
    source.onList = ({ startMs }) =>
      startMs < edge + hour / 2 ? Promise.reject(failure('clock')) : Promise.resolve();

    const outcome = await ingestOnce(options, signals);

    expect(outcome.listedAll).toBe(false);
    expect(output.documents.size).toBe(2);
    expect(readStatus(path, now).streams[0]?.last_error).toContain('the test says no');
  });

  it('tells the time in which the subscription was off as a gap', async () => {
    let nowMs = now;
    const { options, source, path } = ingestParts(now, { clock: () => nowMs });
    await ingestOnce(options, signals);

    nowMs = now + 24 * hour;
    source.onSubscribe = () => {
      source.subscription = 'started';
      return Promise.resolve();
    };
    await ingestOnce(options, signals);

    expect(readStatus(path, nowMs).gaps).toMatchObject([
      { cause: 'unsubscribed', start: new Date(now).toISOString(), end: new Date(nowMs).toISOString() },
    ]);
  });

  it('lists a window again that failed, and subscribes again where the API asks for it', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    let subscribed = 0;
    source.onSubscribe = () => {
      subscribed += 1;
      return Promise.resolve();
    };
    source.onList = failing(3, failure('resubscribe'));

    const outcome = await ingestOnce(options, signals);

    expect(outcome.listedAll).toBe(true);
    expect(subscribed).toBe(4);
    expect(output.documents.size).toBe(1);
  });

  it('lists a window again whose next page was refused as foreign', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.onList = failing(2, failure('permanent'));

    expect((await ingestOnce(options, signals)).listedAll).toBe(true);
    expect(output.documents.size).toBe(1);
  });

  it('ends a stream at once when an operator must act', async () => {
    const { options, source } = ingestParts(now);
    source.onList = failing(99, failure('fatal'));

    expect((await ingestOnce(options, signals)).listedAll).toBe(false);
    expect(source.listed).toHaveLength(1);
  });

  it('says that not all was listed when a window never succeeds, and keeps that window for the next pass', async () => {
    const { options, source, output } = ingestParts(now);
    source.publish(blob('a', now - 100 * hour), records('1'));
    source.onList = (window) =>
      window.startMs <= now - 100 * hour && now - 100 * hour < window.endMs
        ? Promise.reject(failure('retry'))
        : Promise.resolve();

    expect((await ingestOnce(options, signals)).listedAll).toBe(false);

    source.onList = () => Promise.resolve();
    expect((await ingestOnce(options, signals)).listedAll).toBe(true);
    expect(output.documents.size).toBe(1);
  });

  it('cancels what is on its way when it breaks off', async () => {
    const { options, source, output } = ingestParts(now);
    for (let number = 0; number < 20; number += 1) {
      source.publish(blob(`b${number}`, now - hour), records(String(number)));
    }
    let writes = 0;
    output.onWrite = async (_documents, signal) => {
      signal.throwIfAborted();
      writes += 1;
      if (writes === 1) throw new Error('no Elasticsearch');
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };

    expect((await ingestOnce(options, signals)).brokenOff).toBe(true);
  });

  it('breaks off, with everything still pending, when the output fails', async () => {
    const { options, source, output, path, log } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    source.publish(blob('b', now - hour), records('2'));
    output.onWrite = () => Promise.reject(new Error('no Elasticsearch'));

    const outcome = await ingestOnce(options, signals);

    expect(outcome.brokenOff).toBe(true);
    expect(readStatus(path, now).totals).toMatchObject({ pending: 2, lost: 0 });
    expect(log.filter((entry) => entry.name === 'ingestionFailed')).toHaveLength(1);
  });

  it('cancels what is on its way when told to, and loses nothing', async () => {
    const { options, source, path } = ingestParts(now);
    source.publish(blob('a', now - hour), records('1'));
    const stop = new AbortController();
    source.onFetch = (_blob, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        stop.abort(new Error('stop'));
      });

    await ingestOnce(options, { stopping: stop.signal, abort: stop.signal });

    expect(readStatus(path, now).totals).toMatchObject({ pending: 1, lost: 0 });
    expect(readStatus(path, now).streams[0]?.last_error).toBeNull();
  });
});

describe('bodies that are not what they should be', () => {
  it('are fetched again when they were cut, and stay pending when that lasts', async () => {
    const { options, source, path } = ingestParts(now);
    source.publish(blob('a', now - hour), '[{"Id":"1"},{"Id');

    const outcome = await ingestOnce(options, signals);

    expect(outcome.givenUp).toBe(1);
    expect(source.fetched.length).toBeGreaterThan(3);
    expect(readStatus(path, now).streams[0]).toMatchObject({ pending: 1, lost: 0, dead_letters: 0 });
    expect(readStatus(path, now).streams[0]?.last_error).toContain('not JSON');
  });

  it('stay pending when they are JSON but no array: a passing answer must not settle a blob', async () => {
    const { options, source, path } = ingestParts(now);
    source.publish(blob('a', now - hour), '{"Message":"An error has occurred."}');

    expect((await ingestOnce(options, signals)).givenUp).toBe(1);
    expect(readStatus(path, now).totals).toMatchObject({ pending: 1, delivered: 0, dead_letters: 0 });

    source.bodies.set('a', '[{"Id":"1"}]');
    expect((await ingestOnce(options, signals)).givenUp).toBe(0);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, indexed: 1 });
  });

  it('are kept whole, and told as a loss, when they are still no records after the API has stopped giving them', async () => {
    let nowMs = now;
    const { options, source, path } = ingestParts(now, { clock: () => nowMs });
    source.publish(blob('a', now - hour), '[{"Id":"1"},{"Id');
    await ingestOnce(options, signals);

    nowMs = now + 9 * 24 * hour;
    const outcome = await ingestOnce(options, signals);

    expect(outcome.lost).toBe(1);
    const status = readStatus(path, nowMs);
    expect(status.totals).toMatchObject({ lost: 1, pending: 0, records: 1, dead_letters: 1 });
    expect(status.gaps).toContainEqual(expect.objectContaining({ cause: 'unreadable', blobs: 1 }));
  });

  it('hold a record so deep that it cannot be mapped: it is kept, and its neighbours are written', async () => {
    const { options, source, output, path } = ingestParts(now);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    source.publish(blob('a', now - hour), `[{"Id":"1"},${deep}]`);

    const outcome = await ingestOnce(options, signals);

    expect(outcome).toMatchObject({ givenUp: 0, brokenOff: false });
    expect([...output.documents.keys()]).toEqual(['1']);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, records: 2, dead_letters: 1 });
  });

  it('make a mapper throw: that is about the blob, and stops no other', async () => {
    const { options, source, output, path } = ingestParts(now, {
      mapper: (record, context) => {
        if (JSON.stringify(record).includes('poison')) throw new Error('a defect');
        return plainMapper(record, context);
      },
    });
    source.publish(blob('a', now - hour), records('poison'));
    source.publish(blob('b', now - hour), records('2'));

    const outcome = await ingestOnce(options, signals);

    expect(outcome).toMatchObject({ givenUp: 1, brokenOff: false });
    expect(output.documents.size).toBe(1);
    expect(readStatus(path, now).streams[0]?.last_error).toContain('could not be mapped');
  });

  it('hold records that cannot be mapped or are rejected: those become dead letters, the others documents', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('a', now - hour), [null, 7, ...records('1', '2', '3')]);
    output.rejects = (document) => document.id === '2';

    await ingestOnce(options, signals);

    expect([...output.documents.keys()]).toEqual(['1', '3']);
    expect(readStatus(path, now).totals).toMatchObject({
      records: 5,
      indexed: 2,
      duplicates: 0,
      dead_letters: 3,
    });
  });

  it('may begin with a byte order mark, or be empty arrays', async () => {
    const { options, source, output, path } = ingestParts(now);
    source.publish(blob('a', now - hour), '\uFEFF[{"Id":"1"}]');
    source.publish(blob('b', now - hour), '[]');

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(1);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 2, records: 1 });
  });
});

describe('filtered records', () => {
  it('are counted, not written', async () => {
    const { options, source, output, path } = ingestParts(now, { filter: () => 'exclude.operations' });
    source.publish(blob('a', now - hour), records('1', '2'));

    await ingestOnce(options, signals);

    expect(output.documents.size).toBe(0);
    expect(readStatus(path, now).totals).toMatchObject({ delivered: 1, records: 2, filtered: 2 });
  });
});
