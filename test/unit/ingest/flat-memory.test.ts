import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ingestForever } from '../../../src/ingest/tenant-ingestion.ts';
import { createUpkeep } from '../../../src/ingest/upkeep.ts';
import type { Output } from '../../../src/model/output.ts';
import { ingestParts, MemorySource } from '../../support/ingest-parts.ts';
import { blob } from '../../support/streams.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 7, 1);
const intervalMs = 20 * 60_000;
const days = 13;

/** Bytes of the heap that are in use after a full garbage collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

/** Takes everything and keeps nothing. */
const sink: Output = {
  write: async (documents) => ({ indexed: documents.length, duplicates: 0, rejected: [] }),
  close: () => Promise.resolve(),
};

it('takes no more memory and no longer ledger after many days than after some', async () => {
  const stop = new AbortController();
  const source = new MemorySource();
  const heap: number[] = [];
  let nowMs = start;
  let polls = 0;
  const newDay = () => {
    source.fetched.length = 0;
    source.listed.length = 0;
    source.blobs.splice(
      0,
      source.blobs.findIndex(({ createdMs }) => createdMs > nowMs - 7 * day),
    );
    if (nowMs >= start + 9 * day) heap.push(heapInUse());
  };
  const sleep = async (ms: number) => {
    nowMs += ms;
    polls += 1;
    const contentId = `blob-${polls}`;
    source.publish(
      blob(contentId, nowMs - 1000),
      Array.from({ length: 20 }, (_, at) => ({ Id: `${contentId}-${at}`, Text: 'x'.repeat(500) })),
    );
    await upkeep(stop.signal);
    if (polls % (day / intervalMs) === 0) newDay();
    await new Promise((resolve) => setImmediate(resolve));
    if (nowMs >= start + days * day) stop.abort(new Error('enough'));
  };
  const quiet = () => undefined;
  const { options, path } = ingestParts(start, {
    source,
    output: sink,
    clock: () => nowMs,
    sleep,
    intervalMs,
    events: {
      windowListed: quiet,
      windowFailed: quiet,
      blobDelivered: (event) => void source.bodies.delete(event.blob.contentId),
      blobFailed: quiet,
      blobLost: quiet,
      recordsFiltered: quiet,
      deadLettersKept: quiet,
      gapFound: quiet,
      ingestionFailed: quiet,
      deadLettersFilling: quiet,
      driftSeen: quiet,
      upkeepFailed: quiet,
    },
  });

  const { ledger, events, clock } = options;
  const upkeep = createUpkeep({ ledger, events, clock, drift: { flush: quiet }, gaps: null });

  await ingestForever(options, { stopping: stop.signal, abort: stop.signal });

  const [first = 0] = heap;
  expect(heap.length).toBeGreaterThan(3);
  expect(Math.max(...heap) - first).toBeLessThan(1024 * 1024);
  using database = new DatabaseSync(path, { readOnly: true });
  const rows = Number(database.prepare('SELECT count(*) AS rows FROM blobs').get()?.rows);
  expect(rows).toBeLessThanOrEqual((8 * day) / intervalMs + 4);
  expect(rows).toBeGreaterThan((7 * day) / intervalMs);
});
