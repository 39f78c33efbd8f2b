import { describe, expect, it, onTestFinished } from 'vitest';
import { createBulkWriter } from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { type BulkServerScript, type RequestFault, startBulkServer } from '../../../support/bulk-server.ts';
import { documents, writerParts } from '../../../support/writer-parts.ts';

const { signal } = new AbortController();
const STREAM = 'logs-o365.audit-default';
const HOUR = 3_600_000;
const now = 1_000_000_000_000;

/** A cluster whose data stream has rolled over `rollovers` hours ago each. */
async function rig(script: BulkServerScript = {}, concurrency = 2) {
  const server = await startBulkServer(script);
  onTestFinished(() => server.close());
  const newWriter = () => {
    const parts = writerParts(server.url, { clock: () => now, concurrency });
    return { ...parts, writer: createBulkWriter(parts.options) };
  };
  const rollover = (hoursAgo = 0) => server.streams.rollover(STREAM, now - hoursAgo * HOUR);
  return { server, rollover, newWriter };
}

const lookedUp = (server: Awaited<ReturnType<typeof rig>>['server']) =>
  server.lookups.filter(({ path }) => path.endsWith('_mget')).map(({ path }) => path.split('/')[1]);

describe('a record that comes again after a rollover', () => {
  it('is a duplicate for a writer that was there, without being written', async () => {
    const { server, rollover, newWriter } = await rig();
    rollover(5);
    const { writer } = newWriter();
    expect(await writer.write(documents(3), signal)).toMatchObject({ indexed: 3 });
    rollover();
    await writer.write(documents(1, 'other'), signal);
    expect(await writer.write(documents(5), signal)).toEqual({ indexed: 2, duplicates: 3, rejected: [] });
    expect(server.requests.at(-1)?.ids).toEqual(['d3', 'd4']);
    expect(server.documents.size).toBe(6);
  });

  it('is a duplicate for a writer that has just started, through several rollovers', async () => {
    const { server, rollover, newWriter } = await rig();
    for (const [at, hoursAgo] of [50, 30, 10].entries()) {
      rollover(hoursAgo);
      await newWriter().writer.write(documents(2, `r${at}-`), signal);
    }
    const { writer } = newWriter();
    const again = [0, 1, 2].flatMap((at) => documents(2, `r${at}-`));
    expect(await writer.write(again, signal)).toMatchObject({ indexed: 0, duplicates: 6 });
    expect(server.documents.size).toBe(6);
  });

  it('costs nothing without a rollover, and nothing any more when the last one is long ago', async () => {
    const { server, rollover, newWriter } = await rig();
    rollover(40 * 24);
    rollover(9 * 24);
    const { writer } = newWriter();
    for (let at = 0; at < 5; at++) await writer.write(documents(3, `w${at}-`), signal);
    expect(lookedUp(server)).toEqual([]);
    expect(server.lookups).toHaveLength(1);
  });

  it('asks nothing more when an ingest pipeline sends documents to another data stream', async () => {
    const { server, rollover, newWriter } = await rig({
      onItem: () => ({ status: 201, _index: '.ds-logs-elsewhere-000001' }),
    });
    rollover(5);
    const { writer } = newWriter();
    for (let at = 0; at < 5; at++) await writer.write(documents(1, `w${at}-`), signal);
    expect(server.lookups.map(({ path }) => path)).toEqual(
      Array(2).fill(`/${STREAM}/_settings/index.creation_date`),
    );
  });

  it('asks each data stream for its own indices', async () => {
    const { server, rollover, newWriter } = await rig();
    rollover(5);
    const other = documents(2).map((document) => ({ ...document, dataStream: 'logs-o365.audit-fabrikam' }));
    const { writer } = newWriter();
    await writer.write([...documents(2), ...other], signal);
    expect(server.streams.all).toHaveLength(4);
    rollover();
    expect(await writer.write([...documents(2), ...other], signal)).toMatchObject({ duplicates: 4 });
    expect(server.streams.all).toHaveLength(4);
  });
});

describe('a rollover in the middle', () => {
  it('between look-up and write: the younger copy is removed', async () => {
    const { server, rollover, newWriter } = await rig();
    rollover(5);
    const { writer, copies } = newWriter();
    await writer.write(documents(3), signal);
    // The writer does not know of this one.
    rollover();
    expect(await writer.write(documents(4), signal)).toEqual({ indexed: 1, duplicates: 3, rejected: [] });
    expect(server.documents.size).toBe(4);
    expect(copies).toEqual([{ documents: 3, outcome: 'removed', reason: '' }]);
  });

  it('while an answer is lost: what the first request wrote is found', async () => {
    const faults: (RequestFault | undefined)[] = [undefined, { kind: 'cut_after' }];
    const { server, rollover, newWriter } = await rig({
      onRequest: ({ number }) => {
        if (number === 2) rollover();
        return faults[number];
      },
    });
    rollover(5);
    const { writer, copies } = newWriter();
    await writer.write(documents(1, 'first'), signal);
    expect(await writer.write(documents(3), signal)).toMatchObject({ indexed: 0, duplicates: 3 });
    expect(server.documents.size).toBe(4);
    expect(copies).toHaveLength(1);
  });

  it('after an answer was lost: what the first request wrote is found before it is written again', async () => {
    let rolledOver = false;
    const { server, rollover, newWriter } = await rig({
      onRequest: ({ number }) => (number === 1 ? { kind: 'cut_after' } : undefined),
      onLookup: () => {
        if (server.requests.length < 2 || rolledOver) return undefined;
        rollover();
        rolledOver = true;
        return undefined;
      },
    });
    rollover(5);
    const { writer, copies } = newWriter();
    await writer.write(documents(1, 'first'), signal);
    expect(await writer.write(documents(3), signal)).toMatchObject({ indexed: 0, duplicates: 3 });
    expect([server.documents.size, server.requests.length, copies]).toEqual([4, 2, []]);
  });

  it('while one record is under way twice: both agree on the copy that stays', async () => {
    const hold = Promise.withResolvers<void>();
    const { server, rollover, newWriter } = await rig({
      onRequest: ({ number }) => (number === 1 ? { kind: 'hold', until: hold.promise } : undefined),
    });
    rollover(5);
    const first = newWriter();
    const second = newWriter();
    await first.writer.write(documents(1, 'first'), signal);
    const held = second.writer.write(documents(2), signal);
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const write = first.writer.write(documents(2), signal);
    expect(await write).toMatchObject({ indexed: 2 });
    rollover();
    hold.resolve();
    expect(await held).toMatchObject({ indexed: 0, duplicates: 2 });
    expect(server.documents.size).toBe(3);
  });

  it('while one record is under way twice, and the first request arrives last in the old index', async () => {
    const hold = Promise.withResolvers<void>();
    let old = '';
    const { server, rollover, newWriter } = await rig({
      onRequest: ({ number }) => (number === 1 ? { kind: 'hold', until: hold.promise } : undefined),
      onItem: (id, { number }, source) =>
        number === 1 ? server.streams.createIn(old, id, source) : undefined,
    });
    old = rollover(5);
    const { writer, copies } = newWriter();
    await writer.write(documents(1, 'first'), signal);
    const held = writer.write(documents(2), signal);
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    rollover();
    // It would wait two seconds for more documents while a request is under way, if it were not the last.
    const later = writer.write(documents(2), signal);
    const closed = writer.close();
    expect(await later).toMatchObject({ indexed: 2 });
    hold.resolve();
    expect(await held).toMatchObject({ indexed: 2 });
    await closed;
    expect(copies).toMatchObject([{ documents: 2, outcome: 'removed' }]);
    expect(server.documents.size).toBe(3);
  });

  it('is put right by the next delivery when the process ended before it looked', async () => {
    const { server, rollover, newWriter } = await rig();
    const [old] = [rollover(5)];
    await newWriter().writer.write(documents(3), signal);
    rollover();
    for (const { id, source } of documents(2)) server.streams.create(STREAM, id, source.toString('utf8'));
    expect(server.streams.all).toHaveLength(5);
    const { writer, copies } = newWriter();
    expect(await writer.write(documents(3), signal)).toMatchObject({ duplicates: 3 });
    expect(server.documents.size).toBe(3);
    expect(copies).toEqual([{ documents: 2, outcome: 'removed', reason: '' }]);
    expect(server.lookups.some(({ path }) => path.includes(old ?? ''))).toBe(true);
  });

  it('leaves a copy that it may not remove, and says so', async () => {
    const forbidden = { type: 'security_exception', reason: 'delete is unauthorized' };
    const { server, rollover, newWriter } = await rig({
      onDelete: () => ({ status: 403, error: forbidden }),
    });
    rollover(5);
    const { writer, copies } = newWriter();
    await writer.write(documents(1), signal);
    rollover();
    expect(await writer.write(documents(1), signal)).toMatchObject({ duplicates: 1 });
    expect(copies).toEqual([
      { documents: 1, outcome: 'left', reason: 'security_exception: delete is unauthorized' },
    ]);
    expect(server.streams.all).toHaveLength(2);
  });
});

describe('a look-up that fails', () => {
  it.each([
    ['503', { status: 503, body: { error: { type: 'x', reason: 'later' } } }],
    ['429', { status: 429, body: { error: { type: 'x', reason: 'busy' } } }],
    ['401', { status: 401, body: { error: { type: 'security_exception', reason: 'no' } } }],
    ['a cut connection', 'cut'],
    ['an answer of another kind', { status: 200, body: '<html>' }],
  ] as const)('with %s: nothing is written or rejected until it works', async (_, fault) => {
    let failures = 0;
    const { server, rollover, newWriter } = await rig({
      onLookup: ({ path }) => (path.endsWith('_mget') && failures++ < 3 ? fault : undefined),
    });
    rollover(5);
    await newWriter().writer.write(documents(2), signal);
    rollover();
    const { writer, slept } = newWriter();
    expect(await writer.write(documents(3), signal)).toMatchObject({ indexed: 1, duplicates: 2 });
    expect(slept.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
    expect(server.requests.at(-1)?.ids).toEqual(['d2']);
  });

  it.each([
    ['a missing privilege', { status: 403, body: { error: { type: 'security_exception', reason: 'no' } } }],
    [
      'a closed index',
      { status: 200, body: { docs: [{ error: { type: 'index_closed_exception', reason: 'closed' } }] } },
    ],
  ])('for good, with %s: the documents are written, and it is told once', async (_, answer) => {
    const { rollover, newWriter } = await rig({
      onLookup: ({ path }) => (path.endsWith('_mget') ? answer : undefined),
    });
    const old = rollover(5);
    rollover();
    const { writer, lookupsRefused } = newWriter();
    for (let at = 0; at < 3; at++) {
      expect(await writer.write(documents(1, `w${at}-`), signal)).toMatchObject({ indexed: 1 });
    }
    expect(lookupsRefused).toMatchObject([{ index: old }]);
  });

  it('again and again, for an old index that has no shard left: new documents do not wait for it', async () => {
    const error = { type: 'no_shard_available_action_exception', reason: 'red' };
    const { rollover, newWriter } = await rig({
      onLookup: ({ path }) =>
        path.endsWith('_mget') ? { status: 200, body: { docs: [{ error }] } } : undefined,
    });
    rollover(5);
    rollover();
    const { writer, slept, lookupsRefused } = newWriter();
    expect(await writer.write(documents(1), signal)).toMatchObject({ indexed: 1 });
    expect(slept).toHaveLength(5);
    expect(lookupsRefused).toHaveLength(1);
  });

  it('because the data stream may not be asked: rollovers are seen by what answers name', async () => {
    const { server, rollover, newWriter } = await rig({
      onLookup: ({ path }) =>
        path.includes('_settings')
          ? { status: 403, body: { error: { type: 'security_exception', reason: 'no' } } }
          : undefined,
    });
    rollover(5);
    const { writer, lookupsRefused } = newWriter();
    await writer.write(documents(2), signal);
    rollover();
    expect(await writer.write(documents(3), signal)).toMatchObject({ indexed: 1, duplicates: 2 });
    expect(server.documents.size).toBe(3);
    expect(lookupsRefused).toHaveLength(1);
  });
});
