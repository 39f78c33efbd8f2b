import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';

const FOLDER = new URL('../../../../shared/fixtures/filebeat-module/', import.meta.url);

/** Fields of the module's test harness, and of databases that differ from installation to installation. */
const NOT_COMPARED = /^(fileset|log|service|input|tags)\b|^user_agent\.(?!original)|\.(geo|as)\./;

interface Difference {
  readonly why: string;
  readonly field: RegExp;
  /** Only in these files. */
  readonly file?: RegExp;
  /** What tells the intended difference from a mistake; every difference of the field when left out. */
  readonly when?: (expected: unknown, actual: unknown) => boolean;
}

const absent = (_: unknown, actual: unknown) => actual === undefined;
const contains = (expected: unknown, actual: unknown) =>
  Array.isArray(actual) && [expected].flat().every((value) => actual.includes(value));

/** Where the documents are meant to differ from those of the old module. */
const INTENDED: readonly Difference[] = [
  { why: 'empty members are left out', field: /^o365\.audit\./, when: (expected) => expected === '' },
  {
    why: 'what has a place in ECS is not kept a second time',
    field:
      /^o365\.audit\.(Id|Operation|OrganizationId|Workload|UserAgent|ClientIP|OrganizationName|OriginatingServer|TeamName|Category|Name|PolicyId|AlertEntityId|AlertLinks|EntityType|SharePointMetaData\.(FileName|FileOwner|FilePathUrl|UniqueID))$/,
    when: absent,
  },
  { why: 'related.user has ids and addresses too', field: /^related\.user$/, when: contains },
  {
    why: 'categories and types are added to web and info, and directory operations are iam',
    field: /^event\.(category|type)$/,
    when: contains,
  },
  { why: 'the number of an unknown record type is no code', field: /^event\.code$/, when: absent },
  {
    why: 'additionalDetails is parsed',
    field: /^o365\.audit\.ExtendedProperties\.additionalDetails$/,
    when: absent,
  },
  {
    why: 'Data is parsed',
    field: /^o365\.audit\.Data$/,
    file: /^40/,
    when: (_, actual) => actual === undefined,
  },
  {
    why: 'the user of a DLP match or an alert is the one that the record names',
    field: /^(user\.(id|name|email|domain)|host\.name|related\.user)$/,
    file: /^(11|40)/,
  },
  { why: 'an alert is called by its name', field: /^message$/, file: /^40/ },
  {
    why: 'gaining rights is iam, not authentication',
    field: /^event\.category$/,
    file: /^40/,
    when: (expected) => expected === 'authentication',
  },
  { why: 'a malware name is no technique', field: /^threat\.technique\.id$/, when: absent },
  {
    why: 'a sign-in is start and access, with its result in event.outcome',
    field: /^event\.type$/,
    when: (expected, actual) => contains('start', expected) && contains(['start', 'access'], actual),
  },
  {
    why: 'an IPv4 address is not left inside an IPv6 one',
    field: /^(client|source|related)\.ip$/,
    when: (expected, actual) => expected === `::ffff:${String([actual].flat()[0])}`,
  },
];

interface Comparison {
  compared: number;
  equal: number;
  intended: number;
  readonly mistakes: string[];
}

describe('the documents of the Filebeat module for the same records', () => {
  it('are equal, apart from the intended differences', (ctx) => {
    if (!existsSync(FOLDER)) return ctx.skip('../shared/fixtures/filebeat-module is not there');
    const total: Comparison = { compared: 0, equal: 0, intended: 0, mistakes: [] };
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.log'))) compareFile(file, total);
    expect(total.compared).toBeGreaterThan(10_000);
    expect(total.mistakes).toEqual([]);
    expect(total.equal / (total.compared - total.intended)).toBe(1);
  });
});

function compareFile(file: string, total: Comparison): void {
  const map = createRecordMapper({ geoip: null, userAgent: null });
  const records = readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n');
  const expected: unknown[] = JSON.parse(readFileSync(new URL(`${file}-expected.json`, FOLDER), 'utf8'));
  expect(records).toHaveLength(expected.length);
  records.forEach((line, index) => {
    const context = { namespace: 'default', dataset: 'o365.audit', contentCreatedMs: 0 };
    const mapped = map(JSON.parse(line), context);
    if (mapped.kind !== 'document') throw new Error(mapped.reason);
    const actual = flatten(JSON.parse(mapped.document.source));
    for (const [field, value] of Object.entries(Object(expected[index]))) {
      if (!NOT_COMPARED.test(field)) compare(`${file}:${index + 1}`, field, value, actual.get(field), total);
    }
  });
}

function compare(place: string, field: string, expected: unknown, actual: unknown, total: Comparison): void {
  total.compared += 1;
  if (comparable(expected) === comparable(actual)) {
    total.equal += 1;
  } else if (INTENDED.some((difference) => difference.field.test(field) && isIntended(difference))) {
    total.intended += 1;
  } else {
    total.mistakes.push(`${place} ${field}: expected ${comparable(expected)}, got ${comparable(actual)}`);
  }

  function isIntended({ file, when }: Difference): boolean {
    return (file?.test(place) ?? true) && (when?.(expected, actual) ?? true);
  }
}

/** The module's files have names with dots, lists of one element unwrapped, lists sorted, and numbers where we have text. */
function comparable(value: unknown): string {
  return JSON.stringify(plain(value)) ?? 'nothing';
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 1 ? plain(value[0]) : value.map((item) => comparable(item)).sort();
  }
  if (!isJsonObject(value)) return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !Array.isArray(member) || member.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, plain(member)]),
  );
}

function flatten(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (!isJsonObject(value)) return into.set(path, value);
  for (const [name, member] of Object.entries(value))
    flatten(member, path === '' ? name : `${path}.${name}`, into);
  return into;
}
