import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { createByteBudget } from '../../../src/ingest/byte-budget.ts';
import { deliverBlob } from '../../../src/ingest/deliver-blob.ts';
import type { TenantIngestionOptions } from '../../../src/ingest/tenant-ingestion.ts';
import type { KeptDeadLetter } from '../../../src/model/dead-letter.ts';
import type { PendingBlob } from '../../../src/model/ledger.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';

const nowMs = Date.UTC(2026, 7, 1);
const never = new AbortController().signal;
const mib = 1024 * 1024;

function largeRecords(count: number): readonly { readonly Id: string; readonly Text: string }[] {
  return Array.from({ length: count }, (_, at) => ({ Id: `r${at}`, Text: 'é"\\'.repeat(300) }));
}

/** One listed blob with this body, ready to be delivered. */
function rig(body: unknown, change: Partial<TenantIngestionOptions> = {}) {
  const parts = ingestParts(nowMs, change);
  const listed = blob('one', nowMs);
  parts.source.publish(listed, body);
  parts.ledger.recordListed(stream(), [listed], nowMs);
  const pending = (): readonly PendingBlob[] => parts.ledger.dueBlobs([stream()], nowMs, 1, new Set());
  const [first] = pending();
  if (first === undefined) throw new Error('nothing is pending');
  const writes: number[] = [];
  parts.output.onWrite = async (documents) => void writes.push(documents.length);
  return {
    ...parts,
    writes,
    pending,
    deliver: (signal = never) => deliverBlob(first, parts.options, signal),
  };
}

/** The counts that were reported with the delivery. */
function delivered({ log }: ReturnType<typeof rig>): object | undefined {
  return log.find(({ name }) => name === 'blobDelivered')?.event;
}

describe('a large blob', () => {
  it('with a record of absurdly many levels gives all others, and that one whole as a dead letter', async () => {
    const records = largeRecords(2000);
    const deep = `{"Id":"deep","Data":${'['.repeat(1.5 * mib)}${']'.repeat(1.5 * mib)}}`;
    const [first = '', ...others] = records.map((record) => JSON.stringify(record));
    const parts = rig(`[${[first, deep, ...others].join(' ,\n')}]`);
    await parts.deliver();

    expect([...parts.output.documents.keys()].toSorted()).toEqual(records.map(({ Id }) => Id).toSorted());
    expect(delivered(parts)).toMatchObject({ counts: { records: 2001, indexed: 2000, deadLetters: 1 } });
    const [letter] = parts.ledger.deadLettersAfter(0, null, 1);
    expect(letter?.kind).toBe('unmappable');
    expect(JSON.parse(letter?.record ?? '') === deep).toBe(true);
  });

  it('is written in parts and acknowledged once, after the last', async () => {
    const records = largeRecords(4000);
    const parts = rig(records);
    let acknowledgedEarly = false;
    const { onWrite } = parts.output;
    parts.output.onWrite = async (documents, signal) => {
      acknowledgedEarly ||= parts.pending().length === 0;
      await onWrite(documents, signal);
    };
    await parts.deliver();

    expect(parts.writes.length).toBeGreaterThan(3);
    expect(acknowledgedEarly).toBe(false);
    expect(parts.pending()).toEqual([]);
    expect([...parts.output.documents.keys()]).toEqual(records.map(({ Id }) => Id));
    expect(delivered(parts)).toMatchObject({ counts: { records: 4000, indexed: 4000, deadLetters: 0 } });
  });

  it('has no more than two of its parts on their way', async () => {
    let writing = 0;
    let most = 0;
    const parts = rig(largeRecords(6000));
    parts.output.onWrite = async () => {
      writing += 1;
      most = Math.max(most, writing);
      await new Promise((resolve) => setImmediate(resolve));
      writing -= 1;
    };
    await parts.deliver();

    expect(most).toBe(2);
  });

  it('is counted to the record: indexed, there already, filtered, unmappable and rejected', async () => {
    const records = largeRecords(4000);
    const mixed = [...records, 'no record', ...records.slice(0, 100)];
    const parts = rig(mixed, {
      filter: (record) => (JSON.stringify(record).startsWith('{"Id":"r9') ? 'exclude.users' : null),
    });
    const recorded = vi.spyOn(parts.ledger, 'recordDelivered');
    parts.output.rejects = ({ id }) => id === 'r8' || id === 'r3888';
    await parts.deliver();

    // r9, r90 to r99 and r900 to r999 are filtered, of the first hundred again r9 and r90 to r99; r8 is there twice.
    expect(delivered(parts)).toMatchObject({
      counts: { records: 4101, indexed: 3887, duplicates: 88, filtered: 122, deadLetters: 4 },
    });
    expect(parts.log.filter(({ name }) => name === 'recordsFiltered').map(({ event }) => event)).toEqual([
      expect.objectContaining({ rule: 'exclude.users', count: 122 }),
    ]);
    const kept = recorded.mock.calls.flatMap(([, , deadLetters]) => deadLetters);
    expect(kept.map(({ recordId }) => recordId ?? 'none').toSorted()).toEqual(['none', 'r3888', 'r8', 'r8']);
    expect(kept.map(({ record }) => JSON.parse(record))).toContainEqual(records[3888]);
  });

  it('counts what a pipeline of the operator drops as filtered, under a rule of its own', async () => {
    const parts = rig([{ Id: '1' }, { Id: '2' }, { Id: '3' }]);
    vi.spyOn(parts.output, 'write').mockResolvedValue({
      indexed: 1,
      duplicates: 0,
      dropped: 2,
      rejected: [],
    });

    await parts.deliver();

    expect(delivered(parts)).toMatchObject({ counts: { records: 3, indexed: 1, filtered: 2 } });
    const filtered = parts.log.filter(({ name }) => name === 'recordsFiltered').map(({ event }) => event);
    expect(filtered).toMatchObject([{ rule: 'output.pipeline', count: 2 }]);
  });

  it.each([
    ['cut', (text: string) => text.slice(0, -1)],
    ['with something after it', (text: string) => `${text}]`],
    ['with an element that is no JSON, at its end', (text: string) => `${text.slice(0, -2)}]`],
  ])('that is %s is not delivered in part', async (_, harm) => {
    const parts = rig(harm(JSON.stringify(largeRecords(4000))));

    await expect(parts.deliver()).rejects.toMatchObject({ name: 'BlobBodyError', code: 'BLOB_NOT_JSON' });
    expect(parts.writes).toEqual([]);
    expect(parts.pending()).toHaveLength(1);
  });

  it('that is another JSON value is told to be none, and its text is at hand', async () => {
    const text = JSON.stringify({ error: 'x'.repeat(3 * mib) });

    await expect(rig(text).deliver()).rejects.toMatchObject({ code: 'BLOB_NOT_ARRAY', body: text });
  });

  it('stays pending when one of its parts cannot be written, and holds its memory until the others have ended', async () => {
    const parts = rig(largeRecords(6000));
    let ended = 0;
    let started = 0;
    parts.output.onWrite = async () => {
      started += 1;
      const fails = started === 2;
      await new Promise((resolve) => setImmediate(resolve));
      expect(parts.options.budget.usedBytes).toBeGreaterThan(0);
      ended += 1;
      if (fails) throw new Error('disk full');
    };

    await expect(parts.deliver()).rejects.toThrow('disk full');
    expect(ended).toBe(started);
    expect(parts.options.budget.usedBytes).toBe(0);
    expect(parts.pending()).toHaveLength(1);
  });
});

/** All dead letters, as a replay takes them. */
function replayed({ ledger }: ReturnType<typeof rig>): readonly KeptDeadLetter[] {
  const all: KeptDeadLetter[] = [];
  for (let afterId = 0; ; afterId = all.at(-1)?.id ?? 0) {
    const lot = ledger.deadLettersAfter(afterId, null, 100 * mib);
    if (lot.length === 0) return all;
    all.push(...lot);
  }
}

function heldRows(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare('SELECT count(*) AS rows FROM held_letters').get()?.rows);
}

describe('dead letters of a large blob', () => {
  /** Some 15 MB of them. */
  const refused = Array.from({ length: 15_000 }, (_, at) => `${at} ${'x'.repeat(1000)}`);
  it('wait in the ledger for its acknowledgement, no more than a few MiB in memory', async () => {
    const parts = rig(refused);
    const held = vi.spyOn(parts.ledger, 'holdDeadLetters');
    const recorded = vi.spyOn(parts.ledger, 'recordDelivered');
    await parts.deliver();

    const lots = [
      ...held.mock.calls.map(([letters]) => letters),
      ...recorded.mock.calls.map((call) => call[2]),
    ];
    const bytes = lots.map((letters) => letters.reduce((sum, { record }) => sum + record.length, 0));
    expect(lots.flat()).toHaveLength(refused.length);
    expect(Math.max(...bytes)).toBeLessThan(6 * mib);
    expect(delivered(parts)).toMatchObject({ counts: { records: 15_000, deadLetters: 15_000 } });
    expect(parts.log).toContainEqual({
      name: 'deadLettersKept',
      event: expect.objectContaining({ count: 15_000, kinds: ['unmappable'] }),
    });
    expect(readStatus(parts.path, nowMs).totals).toMatchObject({ delivered: 1, dead_letters: 15_000 });
    const ids = replayed(parts).map(({ record }) => Number.parseInt(record.slice(1), 10));
    expect(ids.toSorted((a, b) => a - b)).toEqual(refused.map((_, at) => at));
  });

  it('are forgotten when it cannot be delivered, and there once when it can', async () => {
    const parts = rig([...refused, { Id: 'good' }]);
    const held = vi.spyOn(parts.ledger, 'holdDeadLetters');
    parts.output.onWrite = async (documents) => {
      if (documents.length > 0) throw new Error('disk full');
    };
    await expect(parts.deliver()).rejects.toThrow('disk full');
    expect(held).toHaveBeenCalled();
    expect(replayed(parts)).toEqual([]);
    parts.output.onWrite = () => Promise.resolve();
    await parts.deliver();

    expect(readStatus(parts.path, nowMs).totals).toMatchObject({ indexed: 1, dead_letters: 15_000 });
    expect(new Set(replayed(parts).map(({ record }) => record)).size).toBe(15_000);
    expect(heldRows(parts.path)).toBe(0);
  });
});

describe('the memory of a blob', () => {
  it('is asked for again when the body turns out to need more than is free', async () => {
    const budget = createByteBudget(30 * mib);
    const parts = rig(largeRecords(4000), { budget });
    const other = await budget.reserve(never);
    other.resize(20 * mib);
    const delivery = parts.deliver();
    await new Promise((resolve) => setImmediate(resolve));

    expect(parts.source.fetched).toEqual(['one']);
    expect(parts.writes).toEqual([]);
    other.release();
    await delivery;
    expect(parts.source.fetched).toEqual(['one', 'one']);
    expect(delivered(parts)).toMatchObject({ counts: { indexed: 4000 } });
    expect(budget.usedBytes).toBe(0);
  });

  it('is counted with one record that is longer than a part', async () => {
    const budget = createByteBudget(64 * mib);
    const long = { Id: 'long', Text: 'x'.repeat(10 * mib) };
    const parts = rig([...largeRecords(4000), long], { budget });
    const used: number[] = [];
    parts.output.onWrite = async () => void used.push(budget.usedBytes);
    await parts.deliver();

    expect(used[0]).toBeLessThan(40 * mib);
    expect(used.at(-1)).toBeGreaterThan(70 * mib);
    expect(delivered(parts)).toMatchObject({ counts: { indexed: 4001 } });
    expect(budget.usedBytes).toBe(0);
  });

  it('may be more than there is, when it is alone', async () => {
    const parts = rig(largeRecords(4000), { budget: createByteBudget(mib) });
    await parts.deliver();

    expect(parts.source.fetched).toEqual(['one', 'one']);
    expect(delivered(parts)).toMatchObject({ counts: { indexed: 4000 } });
  });
});
