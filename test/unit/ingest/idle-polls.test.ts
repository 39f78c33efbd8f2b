import { expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { ingestForever } from '../../../src/ingest/tenant-ingestion.ts';
import { ingestParts } from '../../support/ingest-parts.ts';
import { blob } from '../../support/streams.ts';

const start = Date.UTC(2026, 7, 10, 12);
const intervalMs = 10_000;
const polls = 60;

it('polls that list what is known do not look for blobs to deliver; one that brings a blob does', async () => {
  const stop = new AbortController();
  let nowMs = start;
  let slept = 0;
  let lookUps = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
    slept += 1;
    if (slept === polls / 2) source.publish(blob('late', start - 60_000), [{ Id: 'late' }]);
    await new Promise((resolve) => setImmediate(resolve));
    if (slept >= polls) stop.abort(new Error('enough'));
  };
  const { options, source, output, ledger, path } = ingestParts(start, { clock: () => nowMs, sleep });
  for (const id of ['a', 'b']) source.publish(blob(id, start - 1_800_000), [{ Id: id }]);
  const counting: typeof ledger = {
    ...ledger,
    dueBlobs(...asked) {
      lookUps += 1;
      return ledger.dueBlobs(...asked);
    },
  };
  const signals = { stopping: stop.signal, abort: new AbortController().signal };

  await ingestForever({ ...options, ledger: counting, intervalMs }, signals);

  expect([...output.documents.keys()].toSorted()).toEqual(['a', 'b', 'late']);
  expect(readStatus(path, nowMs).totals).toMatchObject({ delivered: 3, pending: 0 });
  // Once a minute, and for each that comes.
  expect(lookUps).toBeLessThan(polls / 2);
});
