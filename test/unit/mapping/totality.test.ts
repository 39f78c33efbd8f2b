import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { type Shape, shapeTree } from '../../../src/mapping/audit/shape.ts';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { allFields } from '../../../src/mapping/fields/component-template.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { anyRecord, saneEnvelope } from '../../support/any-record.ts';
import { undeclaredPaths } from '../../support/declared-fields.ts';
import { fixtureContext, fixtureGeoip } from '../../support/mapping-fixtures.ts';

const map = createRecordMapper({ geoip: fixtureGeoip, userAgent: createUserAgentLookup() });
const ROOT = shapeTree(allFields());
/** The same values in every run; another number tries others. */
const SEED = 20_260_801;

function sourceOf(record: unknown): unknown {
  const mapped = map(record, fixtureContext);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return JSON.parse(mapped.document.source);
}

/** Paths of values that Elasticsearch would refuse in a field of the declared type. */
function misfits(value: unknown, shape: Shape): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => misfits(item, shape));
  const wrong = fits(value, shape) ? [] : [`${shape.path} (${shape.type}): ${JSON.stringify(value)}`];
  if (!isJsonObject(value) || !['object', 'nested'].includes(shape.type)) return wrong;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const declared = shape.members.get(name);
    return declared === undefined ? refusedName(name, shape) : misfits(member, declared);
  });
  return [...wrong, ...members];
}

function refusedName(name: string, shape: Shape): string[] {
  return name.trim() === '' || name.includes('.')
    ? [`${shape.path} has a member ${JSON.stringify(name)}`]
    : [];
}

function fits(value: unknown, { type, path }: Shape): boolean {
  if (path === 'o365.audit') return isJsonObject(value);
  if (value === null || value === '') return false;
  if (type === 'long') return Number.isSafeInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'ip') return typeof value === 'string' && isIP(value) !== 0 && !value.includes('%');
  if (type === 'date') return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  if (type === 'object' || type === 'nested' || type === 'flattened' || type === 'geo_point') {
    return isJsonObject(value) && Object.keys(value).length > 0;
  }
  return typeof value === 'string';
}

describe('any JSON value in any known member', () => {
  it('becomes a document whose values fit their fields', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const source = sourceOf(record);
        expect(misfits(source, ROOT)).toEqual([]);
        expect(undeclaredPaths(source)).toEqual([]);
      }),
      { numRuns: 2_000, seed: SEED },
    );
  });

  it('becomes a document that says of no error when the envelope is sane', () => {
    fc.assert(
      fc.property(anyRecord, saneEnvelope, (record, envelope) => {
        expect(sourceOf({ ...record, ...envelope })).not.toHaveProperty('error');
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });

  it('that is no object is unmappable, and never thrown at', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(map(value, fixtureContext).kind).toBe(isJsonObject(value) ? 'document' : 'unmappable');
      }),
      { seed: SEED },
    );
  });
});

describe('a list of a hundred thousand texts', () => {
  const texts = Array.from({ length: 100_000 }, (_, index) => `user${index}@contoso.com`);

  it.each([
    ['LastModifiedBy', 47],
    ['SendAsUserSmtp', 2],
    ['UserSharedWith', 6],
    ['ReleaseTo', 65],
    ['AffectedItems', 3],
  ])('in %s is taken in reasonable time', (name, recordType) => {
    expect(map({ Id: 'a', RecordType: recordType, [name]: texts }, fixtureContext).kind).toBe('document');
  });
});

describe('a record with very many', () => {
  const many = (item: (index: number) => unknown): unknown[] =>
    Array.from({ length: 50_000 }, (_, index) => item(index));
  /** Different names, each of which comes down to the same one when what Elasticsearch refuses is replaced. */
  const names = (zero: string, one: string): object =>
    Object.fromEntries(
      many((index) => [
        index.toString(2).padStart(16, '0').replaceAll('0', zero).replaceAll('1', one),
        'x',
      ]).map((entry) => Object(entry)),
    );
  const data = { Entities: many((i) => ({ Upn: `u${i}@contoso.com`, ThreatDetectionMethods: [`m${i}`] })) };

  it.each<[string, Record<string, unknown>]>([
    ['parameters of one name', { Parameters: many((i) => ({ Name: 'ForwardTo', Value: `u${i}` })) }],
    ['parameters without a name', { Parameters: many((i) => `-Identity ${i}`) }],
    ['changes of one name', { ModifiedProperties: many((i) => ({ Name: 'A', NewValue: `${i}` })) }],
    ['values of a wrong type', { FileSizeBytes: many((i) => `size ${i}`) }],
    ['entities', { RecordType: 64, Data: JSON.stringify(data) }],
    ['members of a team', { RecordType: 25, Members: many((i) => ({ UPN: `u${i}@contoso.com` })) }],
    ['long names', { Item: Object.fromEntries(many((i) => [`${'x'.repeat(256)}${i}`, 'x']).map(Object)) }],
    ['names with dots', { Item: names('.', '_') }],
    ['names with NULs in a flattened field', { PolicyDetails: [names('\0', '_')] }],
    ['names with lone surrogates', { Item: names('\ud800', '\ud801') }],
    ['blank names', { Item: names(' ', '\t') }],
  ])('%s is taken in reasonable time and size', (_, members) => {
    const record = { Id: 'a', CreationTime: '2026-08-01T09:14:07', ...members };
    const mapped = map(record, fixtureContext);
    const size = mapped.kind === 'document' ? mapped.document.source.length : Number.POSITIVE_INFINITY;
    expect(size).toBeLessThan(3 * JSON.stringify(record).length);
  });
});

describe('a record that is', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'{"a":['.repeat(depth)}7${']}'.repeat(depth)}`);
  const levels = (text: string): number => {
    let deepest = 0;
    let depth = 0;
    for (const character of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
      if ('{['.includes(character)) depth += 1;
      if (']}'.includes(character)) depth -= 1;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  };

  it.each([[10], [100], [100_000]])(
    'nested %i levels deep stays below the limit of Elasticsearch',
    (depth) => {
      const record = {
        Id: 'a',
        Item: nested(depth),
        NewThing: nested(depth),
        Members: nested(depth),
        UserId: nested(depth),
      };
      const mapped = map(record, fixtureContext);
      expect(mapped.kind === 'document' && levels(mapped.document.source)).toBeLessThan(100);
    },
  );

  it('full of lone surrogates has none in its document', () => {
    const mapped = map({ Id: 'a\ud800', '\udc00': 'x\ud800', '\udfff': 'y' }, fixtureContext);
    if (mapped.kind !== 'document') throw new Error(mapped.reason);
    expect(mapped.document.source).not.toContain('\\ud');
    expect(mapped.document.source.isWellFormed()).toBe(true);
    expect(JSON.parse(mapped.document.source).o365.audit).toMatchObject({
      '\ufffd': 'x\ufffd',
      '\ufffd_': 'y',
    });
  });

  it('full of numbers beyond any bound keeps them as text', () => {
    const record: unknown = JSON.parse(
      '{"Id":"a","NewNumber":1e999,"ResultCount":-1e999,"FileSizeBytes":1e300}',
    );
    expect(sourceOf(record)).toMatchObject({
      o365: {
        audit: {
          NewNumber: 'Infinity',
          ResultCount: '-Infinity',
          unmapped: { FileSizeBytes: BigInt(1e300).toString() },
        },
      },
    });
  });

  it('made of names of Object.prototype keeps them', () => {
    const text = '{"Id":"a","__proto__":{"x":1},"constructor":"y","toJSON":"z","hasOwnProperty":1}';
    const mapped = map(JSON.parse(text), fixtureContext);
    if (mapped.kind !== 'document') throw new Error(mapped.reason);
    expect(mapped.document.source).toContain(
      '"__proto__":{"x":1},"constructor":"y","toJSON":"z","hasOwnProperty":1',
    );
  });
});
