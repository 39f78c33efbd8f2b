import { describe, expect, it } from 'vitest';
import { planGroup } from '../../../../src/output/file/plan-group.ts';

describe('planGroup', () => {
  const limits = { remainingBytes: 10, maxFileBytes: 20, maxGroupBytes: 15 };

  it.each([
    ['nothing', [], limits, { lines: 0, newFile: false }],
    ['what fits into the file', [4, 4, 4], limits, { lines: 2, newFile: false }],
    ['exactly what fits', [5, 5, 5], limits, { lines: 2, newFile: false }],
    ['into a new file what does not fit any more', [11, 2, 2], limits, { lines: 3, newFile: true }],
    [
      'no more than is synced at once',
      [8, 8, 8],
      { ...limits, remainingBytes: 20 },
      { lines: 1, newFile: false },
    ],
    ['a line that is larger than a file alone', [99, 1], limits, { lines: 1, newFile: true }],
    [
      'that line into a file that is still empty',
      [99, 1],
      { ...limits, remainingBytes: 20 },
      { lines: 1, newFile: false },
    ],
    ['into the first file', [1], { ...limits, remainingBytes: 0 }, { lines: 1, newFile: true }],
    [
      'nothing more into a file that is too long already',
      [1],
      { ...limits, remainingBytes: -5 },
      { lines: 1, newFile: true },
    ],
  ])('takes %s', (_, sizes, given, expected) => {
    expect(planGroup(sizes, given)).toEqual(expected);
  });
});
