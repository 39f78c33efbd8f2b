import { describe, expect, it } from 'vitest';
import { checkpointErrors } from '../../../src/checkpoint/errors.ts';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { replayDeadLetters } from '../../../src/ingest/replay-dead-letters.ts';
import { ingestForever, ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { blob } from '../../support/streams.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

/** A clock that each sleep moves on, and a run that ends when `enough` says so, at the latest after 500 sleeps. */
function fastTime(enough: () => boolean) {
  const stop = new AbortController();
  let nowMs = start;
  let sleeps = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
    sleeps += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (enough() || sleeps >= 500) stop.abort(new Error('enough'));
  };
  return { clock: () => nowMs, sleep, intervalMs: 60_000, signals: { stopping: stop.signal, abort: never } };
}

describe('a ledger without room for dead letters', () => {
  it('stops a pass with everything pending, and lets it go on after a replay', async () => {
    const { ledger, path } = emptyLedger({ nowMs: start, limitBytes: 60 });
    const { options, source, output, log } = ingestParts(start, { ledger });
    for (const id of ['a', 'b', 'c'])
      source.publish(blob(id, start - hour), [{ Id: id, Operation: 'FileRead' }]);
    output.rejects = () => true;

    expect((await ingestOnce(options, signals)).brokenOff).toBe(true);

    const failure = log.find(({ name }) => name === 'ingestionFailed')?.event;
    expect(failure).toMatchObject({ error: { code: 'CHECKPOINT_DEAD_LETTERS_FULL' } });
    expect(readStatus(path, start).totals).toMatchObject({ delivered: 1, pending: 2, dead_letters: 1 });
    const fetched = source.fetched.length;
    expect((await ingestOnce(options, signals)).brokenOff).toBe(true);
    expect(source.fetched).toHaveLength(fetched);

    output.rejects = () => false;
    expect(await replayDeadLetters(options, null, never)).toMatchObject({ indexed: 1 });
    expect(await ingestOnce(options, signals)).toMatchObject({ brokenOff: false, givenUp: 0 });
    expect(readStatus(path, start).totals).toMatchObject({ delivered: 3, indexed: 3, dead_letters: 0 });
    expect(readCompleteness(path, start - 24 * hour)).toMatchObject({ complete: true, mismatches: [] });
    ledger.close();
  });

  it('stops the daemon, which goes on by itself when there is room again', async () => {
    const { ledger, path } = emptyLedger({ nowMs: start, limitBytes: 60 });
    let replayed = false;
    const time = fastTime(() => readStatus(path, start).totals.delivered === 3);
    const { options, source, output, log } = ingestParts(start, { ledger, ...time });
    for (const id of ['a', 'b', 'c'])
      source.publish(blob(id, start - hour / 2), [{ Id: id, Operation: 'FileRead' }]);
    output.rejects = () => !replayed;
    const sleep = async (ms: number) => {
      const isStopped = log.some(({ name }) => name === 'ingestionFailed');
      if (isStopped && !replayed) {
        replayed = true;
        await replayDeadLetters(options, null, never);
      }
      await time.sleep(ms);
    };

    await ingestForever({ ...options, sleep }, time.signals);

    expect(readStatus(path, start).totals).toMatchObject({ delivered: 3, indexed: 3, dead_letters: 0 });
    ledger.close();
  });
});

describe('a ledger on a full disk', () => {
  it('stops the daemon, which says so and goes on when there is space again, with nothing lost', async () => {
    let failures = 3;
    const time = fastTime(() => failures === 0 && readStatus(parts.path, start).totals.pending === 0);
    const parts = ingestParts(start, time);
    const { source, output, ledger, log, options } = parts;
    for (const id of ['a', 'b']) source.publish(blob(id, start - hour / 2), [{ Id: id }]);
    const full: typeof ledger = {
      ...ledger,
      recordDelivered(...args) {
        if (failures === 0) return ledger.recordDelivered(...args);
        failures -= 1;
        const cause = new Error('database or disk is full');
        throw new CodedError(checkpointErrors.writeFailed, undefined, { cause });
      },
    };

    await ingestForever({ ...options, ledger: full }, time.signals);

    expect(log.filter(({ name }) => name === 'ingestionFailed').map(({ event }) => event)[0]).toMatchObject({
      error: { code: 'CHECKPOINT_WRITE_FAILED' },
    });
    expect([...output.documents.keys()].toSorted()).toEqual(['a', 'b']);
    expect(readStatus(parts.path, start).totals).toMatchObject({ delivered: 2, pending: 0, lost: 0 });
  });
});
