import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../../src/lib/retry-after.ts';

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 7, 1, 12);

  it.each([
    ['30', 30_000],
    ['0', 0],
    [' 1.5 ', 1500],
    ['Sat, 01 Aug 2026 12:00:10 GMT', 10_000],
    ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
    ['soon 5', undefined],
    ['-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j ms', (header, ms) => {
    expect(parseRetryAfter(header, nowMs)).toBe(ms);
  });
});
