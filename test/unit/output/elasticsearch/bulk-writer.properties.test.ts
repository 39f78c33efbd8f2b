import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBulkWriter } from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { type ItemFault, type RequestFault, startBulkServer } from '../../../support/bulk-server.ts';
import { document, writerParts } from '../../../support/writer-parts.ts';

const STREAM = 'logs-o365.audit-default';

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

const lookupFault = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('cut' as const) },
  { weight: 1, arbitrary: fc.constantFrom(401, 429, 503).map((status) => ({ status, body: {} })) },
);

const scenario = fc.record({
  lookupFaults: fc.array(lookupFault, { maxLength: 12 }),
  /** Before which requests, and before which look-ups, the data stream rolls over. */
  rolloversAt: fc.uniqueArray(fc.nat(15), { maxLength: 5 }),
  rolloversAtLookups: fc.uniqueArray(fc.nat(15), { maxLength: 5 }),

  writes: fc.array(fc.array(fc.nat(400), { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  requestFaults: fc.array(requestFault, { maxLength: 12 }),
  itemFaults: fc.array(transientItemFault, { maxLength: 40 }),
  poison: fc.array(fc.nat(40), { maxLength: 3 }),
  maxActions: fc.integer({ min: 1, max: 10 }),
  maxBytes: fc.integer({ min: 200, max: 2_000 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
});

it('brings each document to exactly one end, whatever fails and rolls over on the way, also when all is delivered again', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { writes, requestFaults, itemFaults, poison, lookupFaults, ...rest } = given;
      const { rolloversAt, rolloversAtLookups, ...limits } = rest;
      const poisoned = new Set(poison.map((number) => `doc${number}`));
      let itemsSeen = 0;
      let lookupsSeen = 0;
      const server = await startBulkServer({
        // A 413 for a single document would be final; here each failure shall pass.
        onRequest: ({ number, ids }) => {
          if (rolloversAt.includes(number)) server.streams.rollover(STREAM, number);
          const fault = requestFaults[number];
          return fault?.kind === 'status' && fault.status === 413 && ids.length === 1 ? undefined : fault;
        },
        onLookup: () => {
          if (rolloversAtLookups.includes(lookupsSeen)) server.streams.rollover(STREAM, lookupsSeen);
          return lookupFaults[lookupsSeen++];
        },
        onItem: (id) => {
          const fault = itemFaults[itemsSeen++];
          if (fault !== undefined) return fault;
          return poisoned.has(id)
            ? { status: 400, error: { type: 'document_parsing_exception' } }
            : undefined;
        },
      });
      const writer = createBulkWriter(writerParts(server.url, limits).options);
      const second = createBulkWriter(writerParts(server.url, limits).options);
      try {
        let next = 0;
        const batches = writes.map((sizes) =>
          sizes.map((size) => document(`doc${next++}`, { text: 'x'.repeat(size) })),
        );
        const signal = new AbortController().signal;
        const first = await Promise.all(batches.map((batch) => writer.write(batch, signal)));
        const again = await Promise.all(
          batches.map((batch, at) => (at % 2 === 0 ? writer : second).write(batch, signal)),
        );
        for (const [index, { indexed, duplicates, rejected }] of [...first, ...again].entries()) {
          const batch = batches[index % batches.length] ?? [];
          const rejectedIds = rejected.map(({ position }) => batch[position]?.id);
          expect(indexed + duplicates + rejected.length).toBe(batch.length);
          expect(rejectedIds).toEqual(batch.map(({ id }) => id).filter((id) => poisoned.has(id)));
        }
        const expected = batches.flat().filter(({ id }) => !poisoned.has(id));
        expect(new Map(server.documents)).toEqual(
          new Map(expected.map(({ id, source }) => [id, source.toString('utf8')])),
        );
      } finally {
        await Promise.all([writer.close(), second.close()]);
        await server.close();
      }
    }),
    { numRuns: 150 },
  );
});
