import { expect, it, type TestContext } from 'vitest';
import { gapDocument } from '../../../src/mapping/gap-document.ts';
import type { GapChange } from '../../../src/model/ledger.ts';
import { uniqueNamespace } from '../../support/elasticsearch.ts';
import { realStream } from '../../support/real-stream.ts';

const { signal } = new AbortController();

function changeOf(namespace: string): GapChange {
  const stream = { tenantId: 'T', tenantName: 'contoso', contentType: 'DLP.All', namespace };
  const [startMs, endMs] = [Date.UTC(2026, 7, 1), Date.UTC(2026, 7, 2)];
  const openedMs = Date.UTC(2026, 7, 9);
  return {
    id: 1,
    gapId: 1,
    gap: { stream, cause: 'expired', blobs: 3, startMs, endMs },
    state: 'open',
    openedMs,
    atMs: openedMs,
  };
}

it('a gap stands in a data stream of its own, once however often it is told, also across a rollover', async (ctx: TestContext) => {
  const { client, newWriter } = await realStream(ctx);
  const change = changeOf(uniqueNamespace());
  const opened = gapDocument(change);
  const closed = gapDocument({ ...change, state: 'closed', atMs: change.openedMs + 1 });
  const { writer, inSafeForm } = newWriter();
  expect(await writer.write([opened, opened], signal)).toMatchObject({ indexed: 1, duplicates: 1 });
  await client.indices.rollover({ alias: opened.dataStream });
  expect(await writer.write([opened, closed], signal)).toMatchObject({ indexed: 1, duplicates: 1 });
  expect(inSafeForm).toEqual([]);
  await client.indices.refresh({ index: opened.dataStream });
  const { hits } = await client.search({
    index: opened.dataStream,
    query: {
      bool: {
        filter: [
          { term: { 'm365_audit.gap.state': 'closed' } },
          { term: { 'm365_audit.gap.content_type': 'DLP.All' } },
          { range: { 'event.start': { lte: '2026-08-01T00:00:00Z' } } },
          { range: { 'm365_audit.gap.blobs': { gte: 3 } } },
          { match: { message: 'contoso' } },
        ],
      },
    },
  });
  expect(hits.hits.map(({ _id }) => _id)).toEqual([closed.id]);
});
