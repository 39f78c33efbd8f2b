import { describe, expect, it } from 'vitest';
import { createByteBudget } from '../../../src/ingest/byte-budget.ts';

const never = new AbortController().signal;

/** Whether a promise has settled once all that can happen without time passing has happened. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

describe('the byte budget', () => {
  it('lets no more in than it holds, and the next one when there is room', async () => {
    const budget = createByteBudget(100);
    const first = await budget.reserve(60, never);
    const second = budget.reserve(60, never);

    expect(await settled(second)).toBe(false);
    first.release();

    expect(await settled(second)).toBe(true);
    expect(budget.usedBytes).toBe(60);
  });

  it('lets one that is larger than the whole budget in when it is alone', async () => {
    const budget = createByteBudget(100);
    const small = await budget.reserve(10, never);
    const large = budget.reserve(500, never);

    expect(await settled(large)).toBe(false);
    small.release();

    expect(await settled(large)).toBe(true);
  });

  it('never waits to grow, but holds the next one back', async () => {
    const budget = createByteBudget(100);
    const first = await budget.reserve(10, never);

    first.resize(150);
    const second = budget.reserve(10, never);

    expect(await settled(second)).toBe(false);
    first.resize(20);
    expect(await settled(second)).toBe(true);
  });

  it('keeps the order of asking, so that a large one is not starved by small ones', async () => {
    const budget = createByteBudget(100);
    const first = await budget.reserve(50, never);
    const large = budget.reserve(80, never);
    const small = budget.reserve(10, never);

    expect(await settled(small)).toBe(false);
    first.release();

    expect([await settled(large), await settled(small)]).toEqual([true, true]);
  });

  it('forgets one that stops waiting and lets those behind it in', async () => {
    const budget = createByteBudget(100);
    await budget.reserve(50, never);
    const abort = new AbortController();
    const large = budget.reserve(80, abort.signal);
    const small = budget.reserve(10, never);

    abort.abort(new Error('stop'));

    await expect(large).rejects.toThrow('stop');
    expect(await settled(small)).toBe(true);
    expect(budget.usedBytes).toBe(60);
  });
});
