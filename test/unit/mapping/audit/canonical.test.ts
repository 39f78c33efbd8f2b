import { describe, expect, it } from 'vitest';
import { canonicalUndeclared, canonicalValue } from '../../../../src/mapping/audit/canonical.ts';
import { Remainder } from '../../../../src/mapping/audit/remainder.ts';
import { shapeTree } from '../../../../src/mapping/audit/shape.ts';
import type { FieldType } from '../../../../src/mapping/fields/field-row.ts';

/** What becomes of the value in a field of the type, and what goes to o365.audit.unmapped. */
function canonical(type: FieldType, value: unknown): { value: unknown; unmapped: unknown } {
  const root = shapeTree([
    ['F', type, '', ''],
    ['F.k', 'keyword', '', ''],
    ['F.l', 'long', '', ''],
    ['F.d_', 'keyword', '', ''],
  ]);
  const shape = root.members.get('F');
  if (shape === undefined) throw new Error('no shape');
  const rest = new Remainder();
  const result = canonicalValue(value, shape, rest);
  return {
    value: result === undefined ? undefined : JSON.parse(JSON.stringify(result)),
    unmapped: rest.values,
  };
}

describe('a value of a declared type', () => {
  it.each<[FieldType, unknown, unknown]>([
    ['keyword', 'a', 'a'],
    ['keyword', 7, '7'],
    ['keyword', 1e21, '1000000000000000000000'],
    ['keyword', true, 'true'],
    ['keyword', { a: 1 }, '{"a":1}'],
    ['keyword', ['a', 7, null, '', { a: 1 }, [['b']]], ['a', '7', '{"a":1}', 'b']],
    ['keyword', '', undefined],
    ['keyword', [], undefined],
    ['keyword', {}, undefined],
    ['text', ['a', 1], ['a', '1']],
    ['keyword_date', '2026-08-01T09:00:00', '2026-08-01T09:00:00.000Z'],
    ['keyword_date', 'soon', 'soon'],
    ['long', 7, 7],
    ['long', '7', 7],
    ['long', ['7', 8], [7, 8]],
    ['boolean', 'True', true],
    ['boolean', 'FALSE', false],
    ['date', '2026-08-01T09:00:00Z', '2026-08-01T09:00:00.000Z'],
    ['ip', '::ffff:1.2.3.4', '1.2.3.4'],
    ['flattened', { a: { b: [1, null, ''] }, c: {} }, { a: { b: [1] } }],
    ['flattened', 'a', { _raw: 'a' }],
    ['flattened', [{ a: 1 }, 'b', 7], [{ a: 1 }, { _raw: ['b', 7] }]],
    ['object', { k: 7, l: '8' }, { k: '7', l: 8 }],
    ['object', [{ k: 7 }, {}, [{ k: 8 }]], [{ k: '7' }, { k: '8' }]],
    ['nested', { k: 7 }, [{ k: '7' }]],
  ])('of type %s: %j becomes %j', (type, value, expected) => {
    expect(canonical(type, value)).toEqual({ value: expected, unmapped: undefined });
  });

  it.each<[FieldType, unknown, unknown, unknown]>([
    ['long', 'a', undefined, { F: 'a' }],
    ['long', 1.5, undefined, { F: '1.5' }],
    ['long', 1e20, undefined, { F: '100000000000000000000' }],
    ['long', [7, 'a'], [7], { F: 'a' }],
    ['boolean', 'maybe', undefined, { F: 'maybe' }],
    ['boolean', ['a', 'b'], undefined, { F: ['a', 'b'] }],
    ['date', 'soon', undefined, { F: 'soon' }],
    ['ip', '01.2.3.4', undefined, { F: '01.2.3.4' }],
    ['ip', { a: 1 }, undefined, { F: '{"a":1}' }],
    ['object', { l: 'a' }, undefined, { 'F.l': 'a' }],
    ['object', 'a', { _raw: 'a' }, { 'F._raw': 'a' }],
    ['object', { n: { m: 7 } }, { n: { m: 7 } }, { 'F.n.m': '7' }],
  ])('of type %s: %j becomes %j and leaves %j', (type, value, expected, unmapped) => {
    expect(canonical(type, value)).toEqual({ value: expected, unmapped });
  });

  it('that does not fit is kept however long it is', () => {
    expect(canonical('long', 'a'.repeat(5_000)).unmapped).toEqual({ F: 'a'.repeat(5_000) });
  });
});

describe('names that Elasticsearch refuses in an object it looks into', () => {
  it.each([
    ['', '_'],
    [' ', '_'],
    ['\u3000', '_'],
    ['.', '_'],
    ['..', '__'],
    ['.a', '_a'],
    ['a.b', 'a_b'],
    ['a. .b', 'a_ _b'],
    ['x'.repeat(300), 'x'.repeat(256)],
  ])('%j becomes %j', (name, safe) => {
    expect(canonical('object', { [name]: 'v' }).value).toEqual({ [safe]: 'v' });
  });

  it('do not take the place of another member', () => {
    expect(canonical('object', { 'k.': 'a', k_: 'b', 'k..': 'c', k__: 'd' }).value).toEqual({
      k_: 'b',
      k__: 'd',
      k___: 'a',
      k____: 'c',
    });
  });

  it('do not take the place of a declared field, whose type they need not fit', () => {
    expect(canonical('object', { 'd.': { a: 1 } }).value).toEqual({ d__: { a: 1 } });
  });

  it('are kept where it does not look', () => {
    expect(canonicalUndeclared({ '': { '.': 1 } }, 'U', new Remainder())).toEqual({ '': { '.': 1 } });
  });
});

describe('bounds', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);

  function depthOf(value: unknown): number {
    let depth = 0;
    for (let at = value; typeof at === 'object' && at !== null; at = Object.values(at)[0]) depth += 1;
    return depth;
  }

  it('of depth: deep parts become text', () => {
    expect(depthOf(canonical('flattened', deep).value)).toBe(15);
    expect(depthOf(canonical('object', deep).value)).toBeLessThan(40);
  });

  it('of nested objects: those beyond are text', () => {
    const { value, unmapped } = canonical(
      'nested',
      Array.from({ length: 9_000 }, (_, l) => ({ l })),
    );
    expect(value).toHaveLength(8_000);
    const rest: unknown = JSON.parse(String(Object(unmapped).F));
    expect(rest).toHaveLength(1_000);
  });

  it('of searchable copies', () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`n${index}`, 'v']));
    const { value, unmapped } = canonical('object', { ...many, long: 'x'.repeat(2_000) });
    expect(Object.keys(Object(value))).toHaveLength(2_001);
    expect(Object.keys(Object(unmapped))).toHaveLength(500);
  });

  it('of names in a flattened field', () => {
    const { value } = canonical('flattened', { ['x'.repeat(40_000)]: 1, ['x'.repeat(39_999)]: 2, 'a\0b': 3 });
    const names = Object.keys(Object(value));
    expect(names).toHaveLength(3);
    expect(names.every((name) => name.length < 300 && !name.includes('\0'))).toBe(true);
  });
});
