import { describe, expect, it } from 'vitest';
import { fillBatch, shouldSend } from '../../../../src/output/elasticsearch/plan-batch.ts';

describe('fillBatch', () => {
  it.each([
    [[], 0],
    [[1], 1],
    [[1, 1, 1, 1], 3],
    [[5, 5, 5], 2],
    [[4, 7], 1],
    [[99, 1], 1],
  ])('of %j takes %i', (sizes, count) => {
    expect(fillBatch(sizes, { maxBytes: 10, maxActions: 3 })).toBe(count);
  });
});

describe('shouldSend', () => {
  const limits = { maxBytes: 10, maxActions: 3 };
  const idle = { inFlight: 0, concurrency: 2, maxWaitMs: 100, closing: false };
  const busy = { ...idle, inFlight: 1 };
  const little = { count: 1, bytes: 1, ageMs: 0 };

  it.each([
    ['nothing waits', { count: 0, bytes: 0, ageMs: 0 }, idle, false],
    ['nothing is under way', little, idle, true],
    ['there may be more to come', little, busy, false],
    ['the first has waited enough', { ...little, ageMs: 100 }, busy, true],
    ['the count is full', { ...little, count: 3 }, busy, true],
    ['the bytes are full', { ...little, bytes: 10 }, busy, true],
    ['nothing more will come', little, { ...busy, closing: true }, true],
    ['no slot is free', { ...little, count: 3 }, { ...busy, inFlight: 2 }, false],
  ])('when %s', (_, waiting, state, expected) => {
    expect(shouldSend(waiting, limits, state)).toBe(expected);
  });
});
