import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { mapLetters } from '../../../src/ingest/map-letters.ts';
import { type ReplayParts, replayDeadLetters } from '../../../src/ingest/replay-dead-letters.ts';
import { ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12);
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

/** A pass over one blob whose records 2 and 3 the output refuses, and what a replay of them needs. */
async function refusedRecords() {
  const parts = ingestParts(now);
  const { options, source, output, ledger } = parts;
  source.publish(blob('a', now - hour), [{ Id: '1' }, { Id: '2' }, { Id: '3' }]);
  output.rejects = ({ id }) => id !== '1';
  await ingestOnce(options, signals);
  output.rejects = () => false;
  const { mapper, filter, dataset, clock } = options;
  const replay: ReplayParts = { ledger, output, mapper, filter, dataset, clock };
  return { ...parts, replay };
}

describe('a replay', () => {
  it('indexes what is taken today, and every count follows', async () => {
    const { replay, output, path } = await refusedRecords();
    expect(readStatus(path, now).totals).toMatchObject({ indexed: 1, dead_letters: 2 });

    const outcome = await replayDeadLetters(replay, null, never);

    expect(outcome).toMatchObject({ taken: 2, indexed: 2, duplicates: 0, rejected: 0 });
    expect([...output.documents.keys()].toSorted()).toEqual(['1', '2', '3']);
    expect(readStatus(path, now)).toMatchObject({
      totals: { records: 3, indexed: 3, dead_letters: 0 },
      dead_letter_room: { used_bytes: 0 },
    });
    expect(readCompleteness(path, now - day)).toMatchObject({ complete: true, mismatches: [] });
    expect(await replayDeadLetters(replay, null, never)).toMatchObject({ taken: 0 });
  });

  it('lets a record that is there already leave as a duplicate', async () => {
    const { replay, output, path } = await refusedRecords();
    output.documents.set('2', '{}');

    expect(await replayDeadLetters(replay, null, never)).toMatchObject({ indexed: 1, duplicates: 1 });

    expect(readStatus(path, now).totals).toMatchObject({ indexed: 2, duplicates: 1, dead_letters: 0 });
    expect(readCompleteness(path, now - day).mismatches).toEqual([]);
  });

  it("keeps what is still rejected, once, with today's reason", async () => {
    const { replay, output, ledger, path } = await refusedRecords();
    output.rejects = ({ id }) => id === '3';
    const mapper: ReplayParts['mapper'] = (record, context) =>
      JSON.stringify(record).includes('"2"')
        ? { kind: 'unmappable', reason: 'not today' }
        : replay.mapper(record, context);

    const outcome = await replayDeadLetters({ ...replay, mapper }, null, never);

    expect(outcome).toMatchObject({
      taken: 2,
      indexed: 0,
      rejected: 2,
      reasons: { unmappable: 1, mapper_parsing_exception: 1 },
    });
    const kept = ledger.deadLettersAfter(0, null, 10_000);
    expect(kept.map(({ kind, reason, record }) => [kind, reason, record])).toEqual([
      ['unmappable', 'not today', '{"Id":"2"}'],
      ['mapper_parsing_exception', 'refused', '{"Id":"3"}'],
    ]);
    expect(readCompleteness(path, now - day).mismatches).toEqual([]);
  });

  it("counts what today's filters leave out", async () => {
    const { replay, path } = await refusedRecords();

    expect(await replayDeadLetters({ ...replay, filter: () => 'exclude.users' }, null, never)).toMatchObject({
      filtered: 2,
    });

    expect(readStatus(path, now).totals).toMatchObject({ filtered: 2, dead_letters: 0 });
    expect(readCompleteness(path, now - day)).toMatchObject({ complete: true, mismatches: [] });
  });

  it('takes up one kind when asked to', async () => {
    const { replay } = await refusedRecords();

    expect(await replayDeadLetters(replay, 'unmappable', never)).toMatchObject({ taken: 0 });
    expect(await replayDeadLetters(replay, 'mapper_parsing_exception', never)).toMatchObject({ taken: 2 });
  });

  it('only tells what would happen when there is no output', async () => {
    const { replay, output, path } = await refusedRecords();

    const outcome = await replayDeadLetters({ ...replay, output: null }, null, never);

    expect(outcome).toMatchObject({ taken: 2, mapped: 2, indexed: 0, rejected: 0 });
    expect(output.documents.size).toBe(1);
    expect(readStatus(path, now).totals).toMatchObject({ dead_letters: 2 });
  });

  it('changes nothing when the output fails', async () => {
    const { replay, output, path } = await refusedRecords();
    output.onWrite = () => Promise.reject(new Error('no Elasticsearch'));

    await expect(replayDeadLetters(replay, null, never)).rejects.toThrow('no Elasticsearch');

    expect(readStatus(path, now).totals).toMatchObject({ indexed: 1, dead_letters: 2 });
  });
});

describe('the records of a kept body', () => {
  it('have the digits of numbers that a JavaScript number does not hold', () => {
    const seen: unknown[] = [];
    const letter = {
      recordId: null,
      kind: 'BLOB_NOT_JSON',
      reason: '',
      record: '[{"FileId":9007199254740993}]',
    };
    const kept = {
      ...letter,
      id: 1,
      stream: stream(),
      contentId: 'a',
      createdMs: now,
      keptMs: now,
    };
    mapLetters([{ ...kept, version: '' }], {
      mapper(record) {
        seen.push(record);
        return { kind: 'unmappable', reason: '' };
      },
      filter: () => null,
      dataset: 'o365.audit',
    });
    expect(seen).toEqual([{ FileId: '9007199254740993' }]);
  });
});

describe('a replay of a body that was kept in place of its records', () => {
  async function keptBody(text: string, forgotten: boolean) {
    let nowMs = now;
    const parts = ingestParts(now, { clock: () => nowMs });
    parts.source.publish(blob('a', now - hour), text);
    await ingestOnce(parts.options, signals);
    nowMs = now + 9 * day;
    await ingestOnce(parts.options, signals);
    parts.source.publish(blob('new', nowMs - hour), [{ Id: 'new' }]);
    await ingestOnce(parts.options, signals);
    if (forgotten) {
      nowMs = now + 18 * day;
      parts.source.publish(blob('newest', nowMs - hour), [{ Id: 'newest' }]);
      await ingestOnce(parts.options, signals);
      expect(parts.ledger.prune(nowMs, 8 * day).forgotten).toBe(2);
    }
    return { ...parts, nowMs };
  }

  it.each([
    ['is still known', false],
    ['is forgotten already', true],
  ])('leaves it where it still holds none, and the blob %s', async (_name, forgotten) => {
    const { options, ledger, path, nowMs } = await keptBody('[{"Id":"1"},{"Id', forgotten);

    expect(await replayDeadLetters(options, null, never)).toMatchObject({ taken: 1, rejected: 1 });

    expect(ledger.deadLettersAfter(0, null, 1000)).toMatchObject([
      { kind: 'BLOB_NOT_JSON', record: '[{"Id":"1"},{"Id' },
    ]);
    const found = readCompleteness(path, nowMs - 20 * day);
    expect(found).toMatchObject({ mismatches: [], totals: { blobs: { lost: 1 } } });
  });

  it.each([
    ['is still known', false],
    ['is forgotten already', true],
  ])('delivers its blob when its records can be read, and the blob %s', async (_name, forgotten) => {
    // What an older version took for no JSON.
    const { options, output, ledger, path, nowMs } = await keptBody('{"records":[]}', forgotten);
    const letters = ledger.deadLettersAfter(0, null, 1000);
    ledger.recordReplayed(
      {
        letters,
        counts: { records: 1, indexed: 0, duplicates: 0, filtered: 0, deadLetters: 1 },
        rejected: [{ recordId: null, kind: 'BLOB_NOT_JSON', reason: 'x', record: '\uFEFF[{"Id":"1"},7]' }],
        wholeBlob: false,
      },
      nowMs,
    );

    const outcome = await replayDeadLetters(options, null, never);

    expect(outcome).toMatchObject({ taken: 1, indexed: 1, rejected: 1, reasons: { unmappable: 1 } });
    expect(output.documents.has('1')).toBe(true);
    const found = readCompleteness(path, nowMs - 20 * day);
    expect(found.mismatches).toEqual([]);
    const others = forgotten ? 2 : 1;
    expect(found.totals).toMatchObject({
      blobs: { listed: 1 + others, delivered: 1 + others, lost: 0 },
      records: { fetched: 2 + others, indexed: 1 + others, dead_letters: 1 },
    });
    expect(readStatus(path, nowMs).gaps.filter(({ cause }) => cause === 'unreadable')).toEqual([]);
  });
});
