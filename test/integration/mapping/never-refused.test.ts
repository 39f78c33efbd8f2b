import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import type { MappedDocument } from '../../../src/model/document.ts';
import { setupElasticsearch } from '../../../src/output/elasticsearch/setup.ts';
import { anyRecord, saneEnvelope } from '../../support/any-record.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../../support/elasticsearch.ts';
import { fixtureContext, fixtureGeoip } from '../../support/mapping-fixtures.ts';
import { recordWithUnknownNames } from '../../support/unknown-names.ts';

/** Thousands of documents, on a machine that may be busy. */
const PATIENCE = { timeout: 300_000 };
const { signal } = new AbortController();
const FIXTURES = new URL('../../fixtures/mapping/', import.meta.url);
const map = createRecordMapper({ geoip: fixtureGeoip, userAgent: createUserAgentLookup() });

/**
 * An index with the fields that setup installs, and nothing else: without the setting that lets malformed values pass, so that
 * the index refuses whatever does not fit.
 */
async function strictIndex(ctx: TestContext): Promise<{ client: Client; index: string }> {
  const client = clientForTest(await elasticsearchForTest(ctx));
  const options = { dataset: 'o365.audit', pipeline: 'none', version: '0.0.0', dryRun: false };
  await setupElasticsearch({ client, ...options, signal });
  const installed = await client.cluster.getComponentTemplate({ name: 'm365-audit-fields' });
  const mappings = installed.component_templates[0]?.component_template.template.mappings;
  if (mappings === undefined) throw new Error('setup installed no fields');
  const index = `mapping-${uniqueNamespace()}`;
  await client.indices.create({ index, mappings, settings: { number_of_replicas: 0 } });
  onTestFinished(async () => void (await client.indices.delete({ index })));
  return { client, index };
}

function documentOf(record: unknown): MappedDocument {
  const mapped = map(record, fixtureContext);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return mapped.document;
}

/** Why the index refuses documents; empty when it takes them all. */
async function refusals(
  client: Client,
  index: string,
  documents: readonly MappedDocument[],
): Promise<string[]> {
  const operations = documents.flatMap(({ source }) => ['{"create":{}}', source]);
  const { items } = await client.bulk({ index, operations });
  expect(items).toHaveLength(documents.length);
  return items.flatMap(({ create }) => (create?.error === undefined ? [] : [JSON.stringify(create.error)]));
}

async function mappingsOf(client: Client, index: string): Promise<unknown> {
  return (await client.indices.getMapping({ index }))[index]?.mappings;
}

async function fieldNames(client: Client, index: string): Promise<string[]> {
  const { fields } = await client.fieldCaps({ index, fields: '*' });
  return Object.keys(fields).sort();
}

/** Members that are too many, too long or too odd. */
function recordsBeyondMeasure(): readonly Record<string, unknown>[] {
  const many = (item: (index: number) => unknown, length = 12_000): unknown[] =>
    Array.from({ length }, (_, index) => item(index));
  const names = (name: (index: number) => string, length = 12_000): object =>
    Object.fromEntries(many((index) => [name(index), 'x'], length).map(Object));
  const bits = (index: number): string => index.toString(2).padStart(16, '0');
  const longNames = names((index) => `${'é'.repeat(256)}${index}`, 2_000);
  const term = '\u{10ffff}'.repeat(9_000);
  return [
    {
      RecordType: 50,
      Folders: many(() => ({ FolderItems: [{ Id: 'x' }] })),
      AdditionalData: many(() => ({ Name: 'n' })),
    },
    { RecordType: 28, AttachmentData: many((i) => ({ FileName: `${i}.x`, MalwareFamily: `m${i}` })) },
    { RecordType: 28, Recipients: many((i) => `u${i}@contoso.com`, 100_000) },
    { RecordType: 13, PolicyDetails: [longNames], Members: longNames, Item: longNames, NewMember: longNames },
    {
      Item: names((i) => bits(i).replaceAll('0', '.')),
      Parameters: names((i) => bits(i).replaceAll('1', ' ')),
    },
    { PolicyDetails: [names((i) => bits(i).replaceAll('0', '\0'))], Members: { ['\0'.repeat(300)]: 'x' } },
    { Item: names((i) => bits(i).replaceAll('0', '\ud800')), '\udfff': { '\udfff\0': 'x' } },
    {
      NewMember: { ['x'.repeat(60_000)]: 'x' },
      ['y'.repeat(60_000)]: 'y',
      Item: { ['z'.repeat(60_000)]: 1 },
    },
    {
      Operation: term,
      UserId: term,
      Workload: term,
      ObjectId: term,
      ClientIP: term,
      UserAgent: term,
      Members: [{ UPN: term }],
    },
    { RecordType: 6, ObjectId: `https://contoso.com/${term}`, SourceFileName: term, SiteUrl: term },
    {
      RecordType: 40,
      Name: term,
      Comments: term,
      AlertLinks: [{ AlertLinkHref: term }],
      Data: { md: term, zzz: { [term]: term } },
    },
    {
      RecordType: 99_999_999_999,
      FileSizeBytes: 2 ** 63,
      OperationCount: 1e308,
      EndTimeUtc: '9999-12-31T23:59:59Z',
    },
    {
      RecordType: 8,
      FilteringDate: '0001-01-01T00:00:00+14:00',
      CreationTime: '0001-01-01T00:00:00',
      Data: { ts: '9999-12-31T24:00:00' },
    },
    JSON.parse(
      '{"__proto__":{"a":1},"constructor":{"prototype":1},"Item":{"__proto__":"x","constructor":{"a.b":2}}}',
    ),
    {
      NewMember: names((i) => `n${i}`),
      Item: { a: many((i) => [[[i]]]) },
      Parameters: many((i) => ({ Name: `n${i}`, Value: i })),
    },
  ];
}

describe('a real Elasticsearch', () => {
  it('takes the document of every fixture', async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const documents = readdirSync(FIXTURES).map((name) =>
      documentOf(JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')).record),
    );
    expect(await refusals(client, index, documents)).toEqual([]);
  });

  it('takes the documents of any records, and its mapping stays as it was', PATIENCE, async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const before = await fieldNames(client, index);
    const records = fc.sample(anyRecord, { numRuns: 3_000, seed: 20_260_801 });
    for (let start = 0; start < records.length; start += 500) {
      const documents = records.slice(start, start + 500).map(documentOf);
      expect(await refusals(client, index, documents)).toEqual([]);
    }
    expect(await fieldNames(client, index)).toEqual(before);
  });

  it(
    'takes the documents of records with a sane envelope and anything else, none of which is a dead letter',
    PATIENCE,
    async (ctx) => {
      const { client, index } = await strictIndex(ctx);
      const records = fc.sample(fc.tuple(anyRecord, saneEnvelope), { numRuns: 1_000, seed: 47 });
      for (let start = 0; start < records.length; start += 500) {
        const documents = records
          .slice(start, start + 500)
          .map(([record, envelope]) => documentOf({ ...record, ...envelope }));
        expect(documents.filter(({ source }) => JSON.parse(source).error !== undefined)).toEqual([]);
        expect(await refusals(client, index, documents)).toEqual([]);
      }
    },
  );

  it('takes the documents of records beyond all measure', PATIENCE, async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const envelope = { Id: 'a', CreationTime: '2026-08-01T09:14:07' };
    for (const members of recordsBeyondMeasure()) {
      const document = documentOf({ ...envelope, ...members });
      expect({ of: Object.keys(members), refused: await refusals(client, index, [document]) }).toEqual({
        of: Object.keys(members),
        refused: [],
      });
    }
  });

  it('has the same mapping after 100,000 records with names that nobody knows', PATIENCE, async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const mappings = await mappingsOf(client, index);
    const fields = await fieldNames(client, index);
    let batch: MappedDocument[] = [];
    for (let number = 0; number < 100_000; number++) {
      const document = documentOf(recordWithUnknownNames(number));
      if (number % 20 === 0) batch.push(document);
      if (batch.length < 500) continue;
      expect(await refusals(client, index, batch)).toEqual([]);
      batch = [];
    }
    await client.indices.refresh({ index });
    expect((await client.count({ index })).count).toBe(5_000);
    expect(await mappingsOf(client, index)).toEqual(mappings);
    expect(await fieldNames(client, index)).toEqual(fields);
  });

  it('finds declared and unknown members by name', async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const record = {
      Id: 'a',
      CreationTime: '2026-08-01T09:14:07',
      RecordType: 1,
      Parameters: [
        { Name: 'ForwardTo', Value: 'mallory@example.com' },
        { Name: 'BrandNewParameter', Value: 'seven' },
      ],
      NewMember: { Name: 'eight' },
      FileSizeBytes: 'nine',
    };
    expect(await refusals(client, index, [documentOf(record)])).toEqual([]);
    await client.indices.refresh({ index });
    const found = async (field: string, value: string): Promise<number> =>
      (await client.count({ index, query: { term: { [field]: value } } })).count;
    expect(await found('o365.audit.Parameters.ForwardTo', 'mallory@example.com')).toBe(1);
    expect(await found('o365.audit.unmapped.Parameters.BrandNewParameter', 'seven')).toBe(1);
    expect(await found('o365.audit.unmapped.NewMember.Name', 'eight')).toBe(1);
    expect(await found('o365.audit.unmapped.FileSizeBytes', 'nine')).toBe(1);
  });
});
