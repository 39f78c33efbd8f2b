import { describe, expect, it } from 'vitest';
import { TextMemo } from '../../../src/lib/text-memo.ts';

/** A memo of lengths, and the texts that it had to look at. */
function lengths(max: number) {
  const asked: string[] = [];
  const memo = new TextMemo((text: string) => {
    asked.push(text);
    return text === '' ? null : text.length;
  }, max);
  return { memo, asked };
}

describe('a memo of texts', () => {
  it('asks once for each text, also where the answer is none', () => {
    const { memo, asked } = lengths(10);
    expect(['a', '', 'bc', 'a', '', 'bc'].map((text) => memo.of(text))).toEqual([1, null, 2, 1, null, 2]);
    expect(asked).toEqual(['a', '', 'bc']);
  });

  it('never keeps more than it may, and answers however many there were', () => {
    const { memo, asked } = lengths(2);
    for (const text of ['a', 'b', 'c', 'c', 'a']) expect(memo.of(text)).toBe(1);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not keep long texts', () => {
    const { memo, asked } = lengths(2);
    const long = 'x'.repeat(1_025);
    expect([memo.of(long), memo.of(long)]).toEqual([1_025, 1_025]);
    expect(asked).toHaveLength(2);
  });

  it('knows names of Object.prototype as any other', () => {
    const { memo } = lengths(2);
    expect(memo.of('__proto__')).toBe(9);
    expect(memo.of('constructor')).toBe(11);
  });
});
