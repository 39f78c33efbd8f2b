import { describe, expect, it } from 'vitest';
import { canonicalJsonText, jsonText, parseJsonText } from '../../../../src/mapping/parse/json-text.ts';

const DEPTH = 50_000;
const deepText = `${'{"a":['.repeat(DEPTH / 2)}1,"x",null${']}'.repeat(DEPTH / 2)}`;
const deep: unknown = JSON.parse(deepText);

describe('JSON text', () => {
  it('of a value that exhausts the stack of JSON.stringify is whole', () => {
    expect(() => JSON.stringify(deep)).toThrow(RangeError);
    expect(jsonText(deep)).toBe(deepText);
    expect(canonicalJsonText(deep)).toBe(deepText);
  });

  it('is canonical in the order of names', () => {
    expect(canonicalJsonText({ b: 1, a: { d: 1, c: [{ f: 1, e: 2 }] } })).toBe(
      '{"a":{"c":[{"e":2,"f":1}],"d":1},"b":1}',
    );
  });

  it('of what is no JSON value is null', () => {
    expect(jsonText(undefined)).toBe('null');
  });
});

describe('parseJsonText', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' [1]', [1]],
    ['7', undefined],
    ['"a"', undefined],
    ['{"a":', undefined],
    ['', undefined],
  ])('reads %j', (text, value) => {
    expect(parseJsonText(text)).toEqual(value);
  });
});
