import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../src/lib/exact-json.ts';

describe('parseExactJson', () => {
  it.each<[string, unknown]>([
    ['{"a":9007199254740993}', { a: '9007199254740993' }],
    [
      '{"a":[1, -9223372036854775808,\n 9007199254740991]}',
      { a: [1, '-9223372036854775808', 9007199254740991] },
    ],
    ['{"__proto__":12345678901234567890}', JSON.parse('{"__proto__":"12345678901234567890"}')],
    ['[1e300, 1.5, 12345678901234567.5]', [1e300, 1.5, Number('12345678901234567.5')]],
    ['["a, 12345678901234567890", {"b": true}]', ['a, 12345678901234567890', { b: true }]],
    ['{"a":1623761024000}', { a: 1623761024000 }],
  ])('%s', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it('parses what is nested too deeply to look at each value', () => {
    const text = `${'['.repeat(50_000)}12345678901234567890${']'.repeat(50_000)}`;
    expect(Array.isArray(parseExactJson(text))).toBe(true);
  });

  it('keeps the digits beside what is nested that deeply, and changes no text', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const told =
      '"a":9007199254740993,"b":"\\\\\\",: 12345678901234567890","c":0.12345678901234567,"d":-9223372036854775808,"e":1E22';
    expect([parseExactJson(`[{${told}},${deep}]`)].flat()[0]).toEqual({
      a: '9007199254740993',
      b: '\\",: 12345678901234567890',
      c: Number('0.12345678901234567'),
      d: '-9223372036854775808',
      e: 1e22,
    });
    expect(() => parseExactJson(`[1234567890123456789,${deep}]`, (_name, value) => value)).toThrow(
      RangeError,
    );
  });

  it('hands each value to the function of the caller, exactly', () => {
    const seen: unknown[] = [];
    parseExactJson('[12345678901234567890,7]', (_name, value) => {
      seen.push(value);
      return value;
    });
    expect(seen).toEqual(['12345678901234567890', 7, ['12345678901234567890', 7]]);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExactJson('{"a":12345678901234567890')).toThrow(SyntaxError);
  });
});
