import { existsSync } from 'node:fs';
import type { Client, estypes } from '@elastic/elasticsearch';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { setupElasticsearch } from '../../src/output/elasticsearch/setup.ts';
import { type Condition, conjunctsOf, test, testsOf } from '../support/detection-rules/condition.ts';
import {
  type DetectionRule,
  type ReadRule,
  readRule,
  readRules,
} from '../support/detection-rules/detection-rule.ts';
import { unfitFields } from '../support/detection-rules/field-demands.ts';
import { findSubjects, ownRecords, type RuleSubjects } from '../support/detection-rules/find-subjects.ts';
import { holds } from '../support/detection-rules/holds.ts';
import { kqlQuery } from '../support/detection-rules/kql-query.ts';
import { documentOf } from '../support/detection-rules/mapped-subject.ts';
import type { RuleSubject } from '../support/detection-rules/rule-subject.ts';
import { clientForTest, elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';

const FILE = new URL('../../../shared/fixtures/detection-rules.json', import.meta.url);
const RULES = existsSync(FILE) ? readRules(FILE) : [];
/** What the events of a sequence have in common. */
const COMMON_USER = 'alice@contoso.example';
const { signal } = new AbortController();

interface Index {
  readonly client: Client;
  readonly name: string;
}

/** The mapping that a data stream gets from the templates that setup installs. */
async function installedMapping(client: Client): Promise<estypes.MappingTypeMapping> {
  const options = { dataset: 'o365.audit', pipeline: 'none', version: '0.0.0', dryRun: false };
  await setupElasticsearch({ client, ...options, signal });
  const { template } = await client.indices.simulateIndexTemplate({ name: 'logs-o365.audit-rules' });
  return template.mappings;
}

async function auditIndex(ctx: TestContext): Promise<Index> {
  const client = clientForTest(await elasticsearchForTest(ctx));
  const name = `rules-${uniqueNamespace()}`;
  await client.indices.create({ index: name, mappings: await mappingOnce(client) });
  onTestFinished(async () => void (await client.indices.delete({ index: name })));
  return { client, name };
}

/** Indexes subjects under ids that begin with `kind`. */
async function put({ client, name }: Index, kind: string, subjects: readonly RuleSubject[]): Promise<void> {
  const operations = subjects.flatMap(({ record, place }, number) => {
    const subject = { record: { ...record, Id: `${kind} ${number}` }, place };
    const { source } = documentOf(subject, 'rules');
    return [{ create: { _id: `${kind} ${number}` } }, source];
  });
  const { items, errors } = await client.bulk({ index: name, operations, refresh: true });
  expect(errors, JSON.stringify(items)).toBe(false);
}

/** The ids of the documents that fulfil a condition, sorted. */
async function found(
  index: Index,
  { language }: DetectionRule,
  read: ReadRule,
  condition: Condition,
): Promise<string[]> {
  if (language === 'kuery') {
    const { hits } = await index.client.search({
      index: index.name,
      query: kqlQuery(condition),
      size: 1_000,
    });
    return hits.hits.map(({ _id }) => String(_id)).sort();
  }
  const hits = await indexedValues(index, read.events.flatMap(testsOf).flatMap(fieldsOf));
  return hits
    .filter(({ fields }) => holds(condition, seenBy(read, fields ?? {})) === true)
    .map(({ _id }) => String(_id))
    .sort();
}

function fieldsOf([field, check]: ReturnType<typeof testsOf>[number]): string[] {
  return check.op === 'ends_with_field' ? [field, check.other] : [field];
}

/** Doc values are what EQL and ES|QL read: what Elasticsearch has indexed, not what it was sent. */
async function indexedValues(
  { client, name }: Index,
  fields: readonly string[],
): Promise<estypes.SearchHit[]> {
  const docvalue_fields = [...new Set(fields)].map((field) => ({ field }));
  const { hits } = await client.search({
    index: name,
    docvalue_fields,
    size: 1_000,
    _source: false,
  });
  return hits.hits;
}

function seenBy(read: ReadRule, fields: Readonly<Record<string, unknown>>) {
  return {
    valuesOf: (field: string) => [fields[field] ?? []].flat().map(String),
    isSingle: (field: string) => read.singleValues && !read.expanded.has(field),
  };
}

function subjectsOf(rule: DetectionRule, read: ReadRule, condition: Condition): RuleSubjects {
  const common = read.joinedBy.map((field) =>
    test(field, { op: 'equals', value: COMMON_USER, anyCase: false }),
  );
  try {
    return findSubjects(condition, common, ownRecordsOnce());
  } catch (error) {
    throw new Error(
      `no record for rule "${rule.name}": the mapping gives no document what it asks for, or add to rule-subject.ts how a record gets it`,
      { cause: error },
    );
  }
}

const ownRecordsOnce = memoised(ownRecords);

const mappingOnce = memoised(installedMapping);

function memoised<A extends readonly unknown[], T>(make: (...given: A) => T): (...given: A) => T {
  let made: { readonly value: T } | undefined;
  return (...given) => {
    made ??= { value: make(...given) };
    return made.value;
  };
}

describe('the detection rules for Microsoft 365', () => {
  it('read only fields that are mapped, with types that their operators take', async (ctx) => {
    if (RULES.length === 0) return ctx.skip('../shared/fixtures/detection-rules.json is not there');
    const { client, name } = await auditIndex(ctx);
    const { fields } = await client.fieldCaps({ index: name, fields: '*' });
    const typeOf = (path: string) => Object.keys(fields[path] ?? {})[0];
    const unfit = RULES.flatMap((rule) =>
      unfitFields(rule, readRule(rule), typeOf).map((problem) => `${rule.name}: ${problem}`),
    );
    expect(unfit).toEqual([]);
  });

  it.for(RULES.map((rule) => [titleOf(rule), rule] as const))('%s', async ([, rule], ctx) => {
    const read = readRule(rule);
    if (read.events.every((event) => conjunctsOf(event).length === 0))
      return ctx.skip('nothing in it is about single documents');
    const subjects = read.events.map((event) => subjectsOf(rule, read, event));
    const index = await auditIndex(ctx);
    for (const [number, { match, nearMisses }] of subjects.entries()) {
      expect(nearMisses.length, 'near misses').toBeGreaterThan(0);
      await put(index, `match ${number}`, [match]);
      await put(index, `near miss ${number}`, nearMisses);
    }
    for (const [number, event] of read.events.entries()) {
      const ids = await found(index, rule, read, event);
      expect(ids.filter((id) => id.includes(` ${number} `))).toEqual([`match ${number} 0`]);
    }
    await expectJoined(index, read);
  });
});

/** What is tried of a rule. Counting and comparing documents is Elasticsearch's task, and no matter of the mapping. */
function titleOf(rule: DetectionRule): string {
  const { left } = readRule(rule);
  const without = left.length > 0 ? ` (not tried: ${left.join(', ')})` : '';
  return `${rule.name}${without}: finds its record, and none that breaks one of its demands`;
}

/** The events of a sequence share a value of each field that joins them. */
async function expectJoined(index: Index, { joinedBy }: ReadRule): Promise<void> {
  if (joinedBy.length === 0) return;
  const hits = await indexedValues(index, joinedBy);
  const matches = hits.filter(({ _id }) => _id?.startsWith('match') === true);
  for (const field of joinedBy) {
    for (const { fields } of matches) expect(fields?.[field]).toContain(COMMON_USER);
  }
}
