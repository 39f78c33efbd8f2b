import { describe, expect, it } from 'vitest';
import { createByteBudget, NoRoomError } from '../../../src/ingest/byte-budget.ts';
import { ByteGate } from '../../../src/lib/byte-gate.ts';

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

const mib = 1024 * 1024;

describe('the byte budget', () => {
  it('lets no more in than it holds, and the next one when there is room', async () => {
    const budget = createByteBudget(1.5 * mib);
    const first = await budget.reserve(never);
    const second = budget.reserve(never);

    expect(await settled(second)).toBe(false);
    first.release();

    expect(await settled(second)).toBe(true);
    expect(budget.usedBytes).toBe(mib);
  });

  it('lets one that is larger than the whole budget in when it is alone', async () => {
    const budget = createByteBudget(0.5 * mib);
    const first = await budget.reserve(never);
    const second = budget.reserve(never);

    expect(await settled(second)).toBe(false);
    first.release();

    expect(await settled(second)).toBe(true);
  });

  it('never waits to grow, but holds the next one back', async () => {
    const budget = createByteBudget(3 * mib);
    const first = await budget.reserve(never);

    first.resize(5 * mib);
    const second = budget.reserve(never);

    expect(await settled(second)).toBe(false);
    first.resize(0.5 * mib);
    expect(await settled(second)).toBe(true);
  });

  it('learns what blobs take: many small ones fit, few large ones', async () => {
    const limit = 10 * mib;
    const admitted = async (size: number) => {
      const budget = createByteBudget(limit);
      for (let blob = 0; blob < 50; blob += 1) {
        const reservation = await budget.reserve(never);
        reservation.resize(size);
        reservation.release();
      }
      const waiting = Array.from({ length: 200 }, () => settled(budget.reserve(never)));
      return (await Promise.all(waiting)).filter(Boolean).length;
    };

    expect(await admitted(5 * mib)).toBeLessThanOrEqual(3);
    expect(await admitted(1000)).toBeGreaterThan(100);
  });

  it('forgets one that stops waiting, and lets the next one in', async () => {
    const budget = createByteBudget(1.5 * mib);
    const first = await budget.reserve(never);
    const abort = new AbortController();
    const second = budget.reserve(abort.signal);
    const third = budget.reserve(never);

    abort.abort(new Error('stop'));
    first.release();

    await expect(second).rejects.toThrow('stop');
    expect(await settled(third)).toBe(true);
    expect(budget.usedBytes).toBe(mib);
  });

  it('lets those in at once that stood behind one that stops waiting', async () => {
    const budget = createByteBudget(3 * mib);
    await budget.reserve(never);
    const abort = new AbortController();
    const large = budget.reserve(abort.signal, 2.5 * mib);
    const small = budget.reserve(never);
    expect(await settled(small)).toBe(false);

    abort.abort(new Error('stop'));

    await expect(large).rejects.toThrow('stop');
    expect(await settled(small)).toBe(true);
  });
});

describe('budgets of several tenants that share the room for oversize blobs', () => {
  /** Two tenants with 16 MiB each, and 64 MiB for what is larger. */
  function tenants() {
    const oversize = new ByteGate(64 * mib);
    return { one: createByteBudget(16 * mib, oversize), other: createByteBudget(16 * mib, oversize) };
  }

  it('let in one that is larger than that room when no other oversize one is on its way', async () => {
    const { one, other } = tenants();
    const first = await one.reserve(never, 20 * mib);
    const second = other.reserve(never, 100 * mib);

    expect(await settled(second)).toBe(false);
    const ordinary = await other.reserve(never);
    expect(ordinary.grow(10 * mib)).toBeUndefined();
    ordinary.release();
    first.release();

    expect(await settled(second)).toBe(true);
    const third = one.reserve(never, 20 * mib);
    expect(await settled(third)).toBe(false);
    (await second).release();
    expect(await settled(third)).toBe(true);
  });

  it('count one by what it has grown to: the length of a body need not be announced', async () => {
    const { one, other } = tenants();
    const first = await one.reserve(never, 20 * mib);
    const second = await other.reserve(never, 20 * mib);
    first.grow(40 * mib);

    expect(() => first.grow(100 * mib)).toThrow(NoRoomError);
    expect(() => second.grow(30 * mib)).toThrow(NoRoomError);
    second.release();
    first.grow(100 * mib);
    const third = other.reserve(never, 20 * mib);
    expect(await settled(third)).toBe(false);
    first.release();
    expect(await settled(third)).toBe(true);
  });

  it('hold a tenant whose blobs are all oversize to the same', async () => {
    const { one, other } = tenants();
    for (const budget of [one, other]) {
      for (let blob = 0; blob < 20; blob += 1) {
        const reservation = await budget.reserve(never, 100 * mib);
        reservation.resize(100 * mib);
        reservation.release();
      }
    }
    const first = await one.reserve(never);
    const second = other.reserve(never);

    expect(await settled(second)).toBe(false);
    first.release();
    expect(await settled(second)).toBe(true);
  });
});
