import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBulkWriter } from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { type ItemFault, type RequestFault, startBulkServer } from '../../../support/bulk-server.ts';
import { document, writerParts } from '../../../support/writer-parts.ts';

const requestFault: fc.Arbitrary<RequestFault | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant<RequestFault>({ kind: 'cut_before' }) },
  { weight: 1, arbitrary: fc.constant<RequestFault>({ kind: 'cut_after' }) },
  { weight: 1, arbitrary: fc.constant<RequestFault>({ kind: 'answer', body: '{"items":[]}' }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(401, 403, 404, 408, 413, 429, 500, 502, 503)
      .map((status): RequestFault => ({ kind: 'status', status, error: { type: 'made_up', reason: 'x' } })),
  },
);

const transientItemFault: fc.Arbitrary<ItemFault | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        [429, 'es_rejected_execution_exception'],
        [403, 'cluster_block_exception'],
        [404, 'index_not_found_exception'],
        [400, 'index_closed_exception'],
        [503, 'unavailable_shards_exception'],
        [500, 'made_up'],
      )
      .map(([status, type]): ItemFault => ({ status: Number(status), error: { type, reason: 'x' } })),
  },
);

const scenario = fc.record({
  writes: fc.array(fc.array(fc.nat(400), { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  requestFaults: fc.array(requestFault, { maxLength: 12 }),
  itemFaults: fc.array(transientItemFault, { maxLength: 40 }),
  poison: fc.array(fc.nat(40), { maxLength: 3 }),
  maxActions: fc.integer({ min: 1, max: 10 }),
  maxBytes: fc.integer({ min: 200, max: 2_000 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
});

it('brings each document to exactly one end, whatever fails on the way', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ writes, requestFaults, itemFaults, poison, ...limits }) => {
      const poisoned = new Set(poison.map((number) => `doc${number}`));
      let itemsSeen = 0;
      const server = await startBulkServer({
        // A 413 for a single document would be final; here each failure shall pass.
        onRequest: ({ number, ids }) => {
          const fault = requestFaults[number];
          return fault?.kind === 'status' && fault.status === 413 && ids.length === 1 ? undefined : fault;
        },
        onItem: (id) => {
          const fault = itemFaults[itemsSeen++];
          if (fault !== undefined) return fault;
          return poisoned.has(id)
            ? { status: 400, error: { type: 'document_parsing_exception' } }
            : undefined;
        },
      });
      const { options } = writerParts(server.url, limits);
      const writer = createBulkWriter(options);
      try {
        let next = 0;
        const batches = writes.map((sizes) =>
          sizes.map((size) => document(`doc${next++}`, { text: 'x'.repeat(size) })),
        );
        const signal = new AbortController().signal;
        const results = await Promise.all(batches.map((batch) => writer.write(batch, signal)));
        for (const [index, { indexed, duplicates, rejected }] of results.entries()) {
          const batch = batches[index] ?? [];
          const rejectedIds = rejected.map(({ position }) => batch[position]?.id);
          expect(indexed + duplicates + rejected.length).toBe(batch.length);
          expect(rejectedIds).toEqual(batch.map(({ id }) => id).filter((id) => poisoned.has(id)));
        }
        const expected = batches.flat().filter(({ id }) => !poisoned.has(id));
        expect(new Map(server.documents)).toEqual(new Map(expected.map(({ id, source }) => [id, source])));
      } finally {
        await writer.close();
        await server.close();
      }
    }),
    { numRuns: 150 },
  );
});
