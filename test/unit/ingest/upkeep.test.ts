import { describe, expect, it } from 'vitest';
import { createDriftCollector } from '../../../src/ingest/drift-collector.ts';
import { reportGaps } from '../../../src/ingest/report-gaps.ts';
import { createProgressSaver, createUpkeep, keepUp, type UpkeepParts } from '../../../src/ingest/upkeep.ts';
import type { GapChange } from '../../../src/model/ledger.ts';
import { MemoryOutput, recordedEvents } from '../../support/ingest-parts.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { stream } from '../../support/streams.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;

function gapAt(offsetMs: number) {
  const [startMs, endMs] = [now + offsetMs, now + offsetMs + 1000];
  return { stream: stream(), startMs, endMs, cause: 'unwatched', blobs: null } as const;
}

function toDocument({ id, gap, state }: GapChange) {
  return {
    id: `gap-${id}`,
    dataStream: 'logs-gap-default',
    source: Buffer.from(JSON.stringify({ ...gap, state })),
  };
}

describe('documents of gaps', () => {
  it('are written once for each change, however often it is tried', async () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const output = new MemoryOutput();
    for (let index = 0; index < 450; index += 1) ledger.recordGap(gapAt(index * 5000), now);

    expect(await reportGaps({ ledger, output, toDocument }, never)).toBe(450);
    expect(await reportGaps({ ledger, output, toDocument }, never)).toBe(0);

    expect(output.documents.size).toBe(450);
    ledger.close();
  });

  it('stay to be written while the output fails, and through a restart', async () => {
    const { ledger, open } = emptyLedger({ nowMs: now });
    const output = new MemoryOutput();
    output.onWrite = () => Promise.reject(new Error('no Elasticsearch'));
    ledger.recordGap(gapAt(0), now);

    await expect(reportGaps({ ledger, output, toDocument }, never)).rejects.toThrow('no Elasticsearch');
    ledger.close();

    const again = open().ledger;
    output.onWrite = () => Promise.resolve();
    expect(await reportGaps({ ledger: again, output, toDocument }, never)).toBe(1);
    again.close();
  });

  it('stay to be written when they are refused, and the others are written', async () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const output = new MemoryOutput();
    output.rejects = ({ id }) => id === 'gap-1';
    ledger.recordGap(gapAt(0), now);
    ledger.recordGap(gapAt(5000), now);

    await expect(reportGaps({ ledger, output, toDocument }, never)).rejects.toThrow(
      expect.objectContaining({ code: 'GAP_DOCUMENT_REJECTED' }),
    );

    expect([...output.documents.keys()]).toEqual(['gap-2']);
    expect(ledger.gapChanges(10)).toMatchObject([{ id: 1 }]);
    ledger.close();
  });

  it('do not keep the others waiting, however many are refused', async () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const output = new MemoryOutput();
    output.rejects = ({ id }) => Number(id.slice('gap-'.length)) <= 300;
    for (let index = 0; index < 450; index += 1) ledger.recordGap(gapAt(index * 5000), now);

    await expect(reportGaps({ ledger, output, toDocument }, never)).rejects.toThrow(
      expect.objectContaining({ code: 'GAP_DOCUMENT_REJECTED' }),
    );

    expect(output.documents.size).toBe(150);
    expect(ledger.gapChanges(1000)).toHaveLength(300);
    ledger.close();
  });
});

describe('the drift collector', () => {
  it('counts in memory, tells the first sight once, and keeps its counts when the ledger fails', () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const { events, log } = recordedEvents();
    let broken = true;
    const drift = createDriftCollector({
      ledger: {
        recordDrift: (counts, nowMs) => {
          if (broken) throw new Error('disk full');
          return ledger.recordDrift(counts, nowMs);
        },
      },
      events,
      clock: () => now,
    });
    drift.onDrift('field', 'New');
    drift.onDrift('field', 'New');
    drift.onDrift('workload', 'New');

    expect(() => drift.flush()).toThrow('disk full');
    broken = false;
    drift.flush();
    drift.onDrift('field', 'New');
    drift.flush();
    drift.flush();

    expect(log.map(({ event }) => event)).toEqual([
      { kind: 'field', name: 'New', count: 2, first: true },
      { kind: 'workload', name: 'New', count: 1, first: true },
      { kind: 'field', name: 'New', count: 1, first: false },
    ]);
    ledger.close();
  });

  it('has an end of names and of their length', () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const { events, log } = recordedEvents();
    const drift = createDriftCollector({ ledger, events, clock: () => now });
    drift.onDrift('field', 'x'.repeat(100_000));
    for (let index = 0; index < 10_000; index += 1) drift.onDrift('field', `F${index}`);
    drift.flush();

    expect(log.length).toBeLessThanOrEqual(5001);
    expect(log[0]?.event).toMatchObject({ name: 'x'.repeat(200) });
    expect(log.at(-1)?.event).toMatchObject({ name: '*', count: 5001 });
    ledger.close();
  });
});

describe('saving the progress of the listing', () => {
  it('tells what a full disk did not take, and goes on', async () => {
    const { events, log } = recordedEvents();
    const errors = [new Error('disk full')];
    let saved = 0;
    const flush = () => {
      const error = errors.pop();
      if (error !== undefined) throw error;
      saved += 1;
    };
    const stop = new AbortController();
    const sleep = async () => {
      if (saved === 2) stop.abort();
    };

    await keepUp(
      createProgressSaver({ ledger: { flush }, events }),
      { sleep, intervalMs: 1 },
      { stopping: stop.signal, abort: never },
    );

    expect(log.map(({ name }) => name)).toEqual(['upkeepFailed']);
    expect(saved).toBe(2);
  });
});

/** Upkeep of an empty ledger with a clock that the test moves; dead letters take `used` of 100 bytes. */
function upkeepParts(change: Partial<UpkeepParts> = {}) {
  const { events, log } = recordedEvents();
  const state = { nowMs: now, used: 0, pruned: 0, flushed: 0 };
  const parts: UpkeepParts = {
    ledger: {
      deadLetterSpace: () => ({ usedBytes: state.used, limitBytes: 100 }),
      prune: () => {
        state.pruned += 1;
        return { forgotten: 0, atEnd: state.pruned === 5 };
      },
    },
    events,
    clock: () => state.nowMs,
    drift: {
      flush: () => {
        state.flushed += 1;
      },
    },
    gaps: null,
    ...change,
  };
  return { upkeep: createUpkeep(parts), state, log };
}

describe('upkeep', () => {
  it('raises the alarm from 80 % on, when it gets worse, and every hour', async () => {
    const { upkeep, state, log } = upkeepParts();
    const round = async (used: number, ms: number) => {
      state.used = used;
      state.nowMs += ms;
      await upkeep(never);
    };

    await round(79, 0);
    expect(log).toHaveLength(0);
    await round(80, 1000);
    await round(90, 1000);
    expect(log).toHaveLength(1);
    await round(100, 1000);
    await round(100, hour - 1);
    expect(log).toHaveLength(2);
    await round(100, 1);
    expect(log).toHaveLength(3);
    await round(10, 1000);
    await round(85, 1000);
    expect(log).toHaveLength(4);
    expect(log.every(({ name }) => name === 'deadLettersFilling')).toBe(true);
  });

  it('does every step although one fails, and tells that', async () => {
    const { upkeep, state, log } = upkeepParts({
      drift: {
        flush: () => {
          throw new Error('disk full');
        },
      },
    });

    await upkeep(never);

    expect(log.map(({ name }) => name)).toEqual(['upkeepFailed']);
    expect(state.pruned).toBe(1);
  });

  it('waits for the documents of gaps no longer than it should, and does the rest before', async () => {
    const { ledger } = emptyLedger({ nowMs: now });
    const output = new MemoryOutput();
    output.onWrite = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    ledger.recordGap(gapAt(0), now);
    const gaps = { ledger, output, toDocument };
    const { upkeep, state, log } = upkeepParts({ gaps, gapPatienceMs: 1 });

    await upkeep(never);

    expect(state).toMatchObject({ pruned: 1, flushed: 1 });
    expect(log.map(({ name }) => name)).toEqual(['upkeepFailed']);
    expect(ledger.gapChanges(10)).toHaveLength(1);
    ledger.close();
  });

  it.each([
    { onlyRound: true, lots: 5 },
    { onlyRound: false, lots: 1 },
  ])('forgets in the only round of a pass all that it can: $onlyRound, lots: $lots', async (one) => {
    const { upkeep, state } = upkeepParts({ onlyRound: one.onlyRound });

    await upkeep(never);

    expect(state.pruned).toBe(one.lots);
  });

  it.each([60_000, 24 * hour])('comes once in %i ms, and in a minute, until the end', async (intervalMs) => {
    const { upkeep, state } = upkeepParts();
    const stop = new AbortController();
    const slept: number[] = [];
    const sleep = (ms: number) => {
      slept.push(ms);
      if (slept.length === 3) stop.abort(new Error('stop'));
      return Promise.resolve();
    };

    await keepUp(upkeep, { sleep, intervalMs }, { stopping: stop.signal, abort: never });

    expect(slept).toEqual([60_000, 60_000, 60_000]);
    expect(state).toMatchObject({ pruned: 3, flushed: 3 });
  });
});
