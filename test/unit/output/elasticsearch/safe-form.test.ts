import { expect, it, onTestFinished } from 'vitest';
import { simplerForm } from '../../../../src/mapping/safe-form.ts';
import { createBulkWriter } from '../../../../src/output/elasticsearch/bulk-writer.ts';
import { type BulkServerScript, startBulkServer } from '../../../support/bulk-server.ts';
import { document, documents, writerParts } from '../../../support/writer-parts.ts';

const { signal } = new AbortController();
const unfit = { type: 'document_parsing_exception', reason: 'failed to parse field [n] of type [long]' };
const isSafe = (source: string): boolean => source.includes('m365_audit_safe_form');
const isBarest = (source: string): boolean => !isSafe(source) && source.includes('"message":"{');

async function rig(script: BulkServerScript) {
  const server = await startBulkServer(script);
  onTestFinished(() => server.close());
  const parts = writerParts(server.url, { safeForm: simplerForm });
  return { ...parts, server, writer: createBulkWriter(parts.options) };
}

it('sends a refused document once more in its safe form, at once and under the same id', async () => {
  const { writer, server, slept, inSafeForm } = await rig({
    onItem: (id, _, source) => (id === 'd1' && !isSafe(source) ? { status: 400, error: unfit } : undefined),
  });
  expect(await writer.write(documents(3), signal)).toEqual({ indexed: 3, duplicates: 0, rejected: [] });
  expect(server.requests.map(({ ids }) => ids)).toEqual([['d0', 'd1', 'd2'], ['d1']]);
  expect([...server.documents].filter(([, source]) => isSafe(source)).map(([id]) => id)).toEqual(['d1']);
  expect(server.documents.get('d1')).toContain(unfit.reason);
  expect(inSafeForm).toEqual([{ documents: 1, type: unfit.type }]);
  expect(slept).toEqual([]);
});

it('sends a document that is refused in its safe form once more, with a message only', async () => {
  const { writer, server, inSafeForm } = await rig({
    onItem: (id, _, source) => (id === 'd1' && !isBarest(source) ? { status: 400, error: unfit } : undefined),
  });
  expect(await writer.write(documents(3), signal)).toEqual({ indexed: 3, duplicates: 0, rejected: [] });
  expect(server.requests.map(({ ids }) => ids)).toEqual([['d0', 'd1', 'd2'], ['d1'], ['d1']]);
  expect(server.documents.size).toBe(3);
  expect(inSafeForm).toEqual([{ documents: 1, type: unfit.type }]);
});

it('rejects a document that is refused in each form, with the first reason and the last', async () => {
  const { writer, server, inSafeForm } = await rig({
    onItem: (id, _, source) => {
      if (id !== 'd1') return undefined;
      return { status: 400, error: isBarest(source) ? { type: 'strict', reason: 'no event' } : unfit };
    },
  });
  expect(await writer.write(documents(3), signal)).toEqual({
    indexed: 2,
    duplicates: 0,
    rejected: [
      { position: 1, type: unfit.type, reason: `${unfit.reason}; in its safe form: strict: no event` },
    ],
  });
  expect(server.requests).toHaveLength(3);
  expect(inSafeForm).toEqual([]);
});

it('does not send a document for ever that a pipeline of the operator fails with 500, as the fail processor does', async () => {
  const failed = { type: 'fail_processor_exception', reason: 'nobody may do this' };
  const { writer, server, retried } = await rig({
    onItem: (id) => (id === 'd1' ? { status: 500, error: failed } : undefined),
  });
  expect(await writer.write(documents(3), signal)).toMatchObject({
    indexed: 2,
    rejected: [{ position: 1, type: failed.type }],
  });
  expect(server.requests).toHaveLength(3);
  expect(retried).toEqual([]);
});

it('keeps sending the safe form while Elasticsearch is busy', async () => {
  let refusals = 0;
  const { writer, inSafeForm } = await rig({
    onItem: (_, __, source) => {
      if (!isSafe(source)) return { status: 400, error: unfit };
      return refusals++ < 2 ? { status: 429, error: { type: 'x', reason: 'busy' } } : undefined;
    },
  });
  expect(await writer.write(documents(2), signal)).toMatchObject({ indexed: 2, rejected: [] });
  expect(inSafeForm.reduce((sum, event) => sum + event.documents, 0)).toBe(2);
});

it('counts as a duplicate what stood there in whatever form', async () => {
  const { writer } = await rig({
    onItem: (_, { number }, source) =>
      isSafe(source) || number > 1 ? undefined : { status: 400, error: unfit },
  });
  expect(await writer.write(documents(1), signal)).toMatchObject({ indexed: 1 });
  expect(await writer.write(documents(1), signal)).toMatchObject({ indexed: 0, duplicates: 1 });
});

it('finds the document that makes a whole request invalid, and sends it in its safe form', async () => {
  const error = { type: 'x_content_parse_exception', reason: 'too deep' };
  const { writer, server } = await rig({
    onRequest: ({ ids, number }) =>
      ids.includes('bad') && number < 5 && !(ids.length === 1 && number > 3)
        ? { kind: 'status', status: 400, error }
        : undefined,
  });
  const result = await writer.write([...documents(3), document('bad')], signal);
  expect(result).toEqual({ indexed: 4, duplicates: 0, rejected: [] });
  expect([...server.documents.keys()].toSorted()).toEqual(['bad', 'd0', 'd1', 'd2']);
});

it('has no safe form for a document that is too large', async () => {
  const { writer, server } = await rig({
    onRequest: () => ({ kind: 'status', status: 413, error: 'too large' }),
  });
  expect((await writer.write(documents(1), signal)).rejected).toHaveLength(1);
  expect(server.requests).toHaveLength(1);
});

it('is not tried for what is not about the document', async () => {
  const blocked = { type: 'cluster_block_exception', reason: 'read-only' };
  let refusals = 0;
  const { writer, server } = await rig({
    onItem: () => (refusals++ < 3 ? { status: 403, error: blocked } : undefined),
  });
  await writer.write(documents(1), signal);
  expect([...server.documents.values()].some(isSafe)).toBe(false);
});
