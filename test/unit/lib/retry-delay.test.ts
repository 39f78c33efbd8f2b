import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../src/lib/retry-delay.ts';

describe('retryDelayMs', () => {
  const longest = { baseMs: 1_000, maxMs: 30_000, random: () => 1 };

  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [1_000_000, 30_000],
    [0, 1_000],
  ])('after %i failures waits at most %i ms', (attempt, expected) => {
    expect(retryDelayMs(attempt, longest)).toBe(expected);
  });

  it('leaves the upper half to chance', () => {
    expect(retryDelayMs(3, { ...longest, random: () => 0 })).toBe(2_000);
    expect(retryDelayMs(3, { ...longest, random: () => 0.5 })).toBe(3_000);
  });
});
