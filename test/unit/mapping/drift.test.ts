import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { fixtureContext } from '../../support/mapping-fixtures.ts';

const KNOWN = { Id: 'a', CreationTime: '2026-08-01T09:14:07', RecordType: 1, Workload: 'Exchange' };

/** What the mapper tells about the records, each as `kind name`. */
function sightings(...records: unknown[]): string[] {
  const seen: string[] = [];
  const map = createRecordMapper({
    geoip: null,
    userAgent: null,
    onDrift: (kind, name) => seen.push(`${kind} ${name}`),
  });
  for (const record of records) map(record, fixtureContext);
  return seen;
}

describe('a record of known parts', () => {
  it('is no news', () => {
    expect(sightings({ ...KNOWN, Operation: 'New-InboxRule', ClientIP: '203.0.113.10' })).toEqual([]);
  });

  it('gives the same document with and without somebody who listens', () => {
    const record = { ...KNOWN, RecordType: 99_999, NewMember: { a: 'b' }, Item: { NewThing: 1 } };
    const silent = createRecordMapper({ geoip: null, userAgent: null });
    const telling = createRecordMapper({ geoip: null, userAgent: null, onDrift: () => undefined });
    expect(telling(record, fixtureContext)).toEqual(silent(record, fixtureContext));
  });
});

describe('an unknown record type', () => {
  it.each<[unknown, string[]]>([
    [99_999, ['record_type 99999']],
    ['99999', ['record_type 99999']],
    ['NewRecordType', ['record_type NewRecordType']],
    ['fileserver.contoso.com', ['record_type *']],
    [-7, ['record_type *']],
    ['alice@contoso.com', ['record_type *']],
    ['1', []],
    [undefined, []],
    [null, []],
    [{ a: 1 }, []],
  ])('%j is told as %j', (recordType, expected) => {
    expect(sightings({ ...KNOWN, RecordType: recordType })).toEqual(expected);
  });

  it('is told at each sight', () => {
    const record = { ...KNOWN, RecordType: 99_999 };
    expect(sightings(record, record)).toEqual(['record_type 99999', 'record_type 99999']);
  });
});

describe('an unknown workload', () => {
  it.each<[unknown, string[]]>([
    ['NewService', ['workload NewService']],
    ['Workload of alice@contoso.com', ['workload *']],
    ['contoso.sharepoint.com', ['workload *']],
    ['exchange', []],
    ['MICROSOFTTEAMS', []],
    ['', []],
    [undefined, []],
    [['Exchange'], []],
  ])('%j is told as %j', (workload, expected) => {
    expect(sightings({ ...KNOWN, Workload: workload })).toEqual(expected);
  });
});

describe('an undeclared field', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['of the record', { NewMember: 'x' }, ['field NewMember']],
    ['below a declared one', { Item: { NewThing: 'x' } }, ['field Item.NewThing']],
    ['below an undeclared one is told by the topmost', { NewMember: { A: { B: 1 } } }, ['field NewMember']],
    [
      'in the items of a list once, without index',
      { Actor: [{ ID: 'a', New: 1 }, { New: 2 }] },
      ['field Actor.New'],
    ],
    ['that says nothing is none', { NewMember: '', Other: null, Item: { NewThing: [] } }, []],
    ['in a flattened field is none', { Actions: { NewThing: 'x' } }, []],
    ['made from a text in the place of an object is none', { Item: 'text' }, []],
    ['that moves elsewhere in the document is none', { TeamName: 'x', RecordType: 25 }, []],
  ])('%s', (_, members, expected) => {
    expect(sightings({ ...KNOWN, ...members })).toEqual(expected);
  });

  it.each([
    ['an address', 'alice@contoso.com'],
    ['a host', 'fileserver.contoso.com'],
    ['a machine', 'LAPTOP-4F3K2A'],
    ['an IP address', 'fe80::1'],
    ['an identifier', 'a3d1f0c2e-6f1b-4a0b-9a71-08dcb0000001'],
    ['an identifier without dashes', 'abcdefabcdefabcdefabcdefabcdefab'],
    ['a long number', 'User4711081512345'],
    ['a sentence', 'Name of Alice'],
    ['a number', '12345'],
    ['a long text', `a${'b'.repeat(64)}`],
    ['a name of the runtime', '__proto__'],
    ['nothing', ' '],
  ])('whose name could be data is not named: %s', (_, name) => {
    const record: unknown = JSON.parse(
      JSON.stringify({ ...KNOWN, Item: { X: 0 } }).replace('"X"', JSON.stringify(name)),
    );
    expect(sightings(record)).toEqual(['field Item.*']);
    const atTop: unknown = JSON.parse(
      JSON.stringify({ ...KNOWN, X: 0 }).replace('"X"', JSON.stringify(name)),
    );
    expect(sightings(atTop)).toEqual(['field *']);
  });

  it('in a name/value list is not named, since anybody may choose the name', () => {
    const nameValues = [
      { Name: 'NewParameter', Value: 'x' },
      { Name: 'NewerParameter', Value: 'y' },
    ];
    expect(sightings({ ...KNOWN, Parameters: nameValues })).toEqual(['field Parameters.*']);
    expect(sightings({ ...KNOWN, ExtendedProperties: nameValues })).toEqual(['field ExtendedProperties.*']);
  });

  it('keeps its path however many names there were before', () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`Made${index}`, 1]));
    expect(sightings({ ...KNOWN, Item: many }, { ...KNOWN, NewMember: 1 }).slice(-2)).toEqual([
      'field Item.Made2999',
      'field NewMember',
    ]);
  });
});

describe('the records of a real tenant', () => {
  it('bring names of a schema only', (ctx) => {
    const file = new URL('../../../../shared/fixtures/tenant-2021/records.ndjson', import.meta.url);
    if (!existsSync(file)) return ctx.skip('../shared/fixtures/tenant-2021 is not there');
    const records = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const seen = new Set(sightings(...records));
    for (const sighting of seen) expect(sighting).toMatch(/^field [A-Z][\w.]*(\.\*)?$/);
  });
});
