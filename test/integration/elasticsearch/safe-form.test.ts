import fc from 'fast-check';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { encodeDocument } from '../../../src/ingest/encode-document.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import type { Document } from '../../../src/model/document.ts';
import { anyRecord } from '../../support/any-record.ts';
import { dated, idsIn, type RealStream, realStream } from '../../support/real-stream.ts';

const { signal } = new AbortController();

/** The project's index template with one more component template, as an operator's `m365-audit@custom` would be. */
async function contradictedStream(ctx: TestContext, template: object): Promise<RealStream> {
  const stream = await realStream(ctx);
  const { client, dataset } = stream;
  const custom = `${dataset}-custom`;
  await client.cluster.putComponentTemplate({ name: custom, template });
  const name = `m365-audit-${dataset}`;
  await client.indices.putIndexTemplate({
    name,
    index_patterns: [`logs-${dataset}-*`],
    priority: 250,
    data_stream: {},
    composed_of: ['m365-audit-settings', 'm365-audit-fields', custom],
  });
  onTestFinished(async () => {
    await client.indices.deleteIndexTemplate({ name }, { ignore: [400, 404] });
    await client.cluster.deleteComponentTemplate({ name: custom }, { ignore: [400, 404] });
  });
  return stream;
}

const records = [
  {
    Id: 'plain',
    CreationTime: '2026-08-01T09:14:07',
    Operation: 'FileDownloaded',
    Workload: 'SharePoint',
    RecordType: 6,
    UserId: 'alice@contoso.com',
    OrganizationId: '11111111-2222-3333-4444-555555555555',
    ObjectId: 'https://contoso.sharepoint.com/plan.docx',
    ClientIP: '203.0.113.10',
    Parameters: [{ Name: 'Identity', Value: 'alice' }],
  },
  { Id: 'bare', CreationTime: '2026-08-01T09:14:08' },
  { Id: 'large', CreationTime: '2026-08-01T09:14:09', ObjectId: 'x'.repeat(100_000), Unknown: { a: 1 } },
];

/** Documents of records of every shape, each with an Id of its own. */
function mappedRecords(dataset: string): readonly Document[] {
  const mapper = createRecordMapper({ geoip: null, userAgent: null });
  const others = fc.sample(anyRecord, { numRuns: 200, seed: 7 });
  const all = [...records, ...others.map((record, at) => ({ ...record, Id: `other-${at}` }))];
  return all.flatMap((record) => {
    const result = mapper(record, { namespace: 'default', dataset, contentCreatedMs: Date.UTC(2026, 7, 1) });
    return result.kind === 'document' ? [encodeDocument(result.document)] : [];
  });
}

const audit = (mapping: object) => ({ properties: { o365: { properties: { audit: mapping } } } });

const contradictions = {
  'fields of other types': {
    settings: { 'index.mapping.ignore_malformed': false },
    mappings: {
      properties: {
        ...audit({ properties: { ObjectId: { type: 'long' } } }).properties,
        source: { properties: { ip: { type: 'long' } } },
        event: { properties: { category: { type: 'date' } } },
      },
    },
  },
  'a value in the place of an object': {
    mappings: audit({ properties: { Parameters: { type: 'keyword' } } }),
  },
  'no member that is not declared': { mappings: { dynamic: 'strict' } },
};

describe('a mapping that contradicts the documents', () => {
  for (const [what, template] of Object.entries(contradictions)) {
    it(`loses no record: ${what}`, async (ctx) => {
      const { client, dataset, dataStream, newWriter } = await contradictedStream(ctx, template);
      const { writer, inSafeForm } = newWriter();
      const documents = mappedRecords(dataset);
      expect(await writer.write(documents, signal)).toMatchObject({
        indexed: documents.length,
        rejected: [],
      });
      expect(await idsIn(client, dataStream)).toEqual(documents.map(({ id }) => id).toSorted());
      for (const { Id } of records) {
        const { hits } = await client.search({ index: dataStream, query: { term: { 'event.id': Id } } });
        expect(hits.hits).toHaveLength(1);
      }
      const safe = await client.count({
        index: dataStream,
        query: { term: { tags: 'm365_audit_safe_form' } },
      });
      expect(safe.count).toBe(inSafeForm.reduce((sum, { documents: count }) => sum + count, 0));
      expect(safe.count).toBeGreaterThan(0);
      expect(await writer.write(documents, signal)).toMatchObject({ duplicates: documents.length });
    });
  }

  it('keeps the reason and the whole record in a document of safe form', async (ctx) => {
    const template = contradictions['fields of other types'];
    const { client, dataset, dataStream, newWriter } = await contradictedStream(ctx, template);
    const [plain] = mappedRecords(dataset);
    if (plain === undefined) throw new Error('there are records');
    await newWriter().writer.write([plain], signal);
    await client.indices.refresh({ index: dataStream });
    const { hits } = await client.search({
      index: dataStream,
      query: { match: { 'error.message': 'refused' } },
    });
    expect(hits.hits[0]?._source).toMatchObject({
      event: {
        id: 'plain',
        kind: 'pipeline_error',
        action: 'FileDownloaded',
        original: plain.source.toString('utf8'),
      },
      user: { id: 'alice@contoso.com' },
      error: { message: [expect.stringMatching(/refused the full document: document_parsing_exception: /)] },
    });
  });

  it('loses no record to one that contradicts plain fields of ECS: each is there with its id, time and text', async (ctx) => {
    const template = {
      settings: { 'index.mapping.ignore_malformed': false },
      mappings: {
        properties: { user: { type: 'long' }, tags: { type: 'long' }, error: { type: 'boolean' } },
      },
    };
    const { client, dataset, dataStream, newWriter } = await contradictedStream(ctx, template);
    const { writer } = newWriter();
    const documents = mappedRecords(dataset);

    expect(await writer.write(documents, signal)).toMatchObject({ indexed: documents.length, rejected: [] });

    expect(await idsIn(client, dataStream)).toEqual(documents.map(({ id }) => id).toSorted());
    const { hits } = await client.search({ index: dataStream, query: { term: { 'event.id': 'plain' } } });
    expect(hits.hits).toMatchObject([
      {
        _source: { '@timestamp': '2026-08-01T09:14:07.000Z', message: documents[0]?.source.toString('utf8') },
      },
    ]);
  });

  it('rejects with both reasons what fits in no form', async (ctx) => {
    const template = {
      settings: { 'index.mapping.ignore_malformed': false },
      mappings: { properties: { event: { properties: { kind: { type: 'long' }, id: { type: 'long' } } } } },
    };
    const { dataStream, newWriter } = await contradictedStream(ctx, template);
    const { rejected } = await newWriter().writer.write([dated(dataStream, 'text')], signal);
    expect(rejected).toMatchObject([{ position: 0, type: 'document_parsing_exception' }]);
    expect(rejected[0]?.reason).toMatch(
      /event\.id.*; in its safe form: document_parsing_exception: .*event\./s,
    );
  });
});
