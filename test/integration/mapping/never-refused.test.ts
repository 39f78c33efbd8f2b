import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import type { Document } from '../../../src/model/document.ts';
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

function documentOf(record: unknown): Document {
  const mapped = map(record, fixtureContext);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return mapped.document;
}

/** Why the index refuses documents; empty when it takes them all. */
async function refusals(client: Client, index: string, documents: readonly Document[]): Promise<string[]> {
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

  it('has the same mapping after 100,000 records with names that nobody knows', PATIENCE, async (ctx) => {
    const { client, index } = await strictIndex(ctx);
    const mappings = await mappingsOf(client, index);
    const fields = await fieldNames(client, index);
    let batch: Document[] = [];
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
