import { describe, expect, it } from 'vitest';
import { readBackingIndices, recentIndices } from '../../../../src/output/elasticsearch/backing-indices.ts';

const DAY = 86_400_000;
const now = 100 * DAY;

function made(...days: number[]) {
  return days.map((day) => ({ name: `i${day}`, createdMs: day * DAY }));
}

describe('the backing indices where a record may stand already', () => {
  it.each([
    ['a data stream that is not there', made(), []],
    ['one index, however old', made(1), ['i1']],
    ['an index that was written to until five days ago', made(1, 95), ['i1', 'i95']],
    ['not one that was written to until nine days ago', made(1, 91, 99), ['i91', 'i99']],
    ['one that was made an hour ago, by a clock ahead of ours', made(99, 101), ['i99', 'i101']],
  ])('%s', (_, indices, names) => {
    expect(recentIndices(indices, now)).toEqual(names);
  });

  it('are bounded to the newest', () => {
    const hourly = Array.from({ length: 100 }, (_, at) => ({ name: `h${at}`, createdMs: now - at }));
    expect(recentIndices(hourly.toReversed(), now)).toHaveLength(17);
    expect(recentIndices(hourly.toReversed(), now).at(-1)).toBe('h0');
  });
});

describe('the answer about creation dates', () => {
  it('is read oldest first', () => {
    const index = (date: unknown) => ({ settings: { index: { creation_date: date } } });
    expect(readBackingIndices({ b: index('20'), a: index('20'), c: index('3') })).toEqual([
      { name: 'c', createdMs: 3 },
      { name: 'a', createdMs: 20 },
      { name: 'b', createdMs: 20 },
    ]);
  });

  it.each([[undefined], ['text'], [[]], [{ a: 1 }]])('may be anything: %j', (answer) => {
    expect(readBackingIndices(answer)).toEqual([]);
  });

  it('takes an index without a date for old, never for none', () => {
    expect(readBackingIndices({ a: {} })).toEqual([{ name: 'a', createdMs: 0 }]);
  });
});
