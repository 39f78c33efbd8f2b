import { describe, expect, it } from 'vitest';
import { ByteGate, type Place } from '../../../src/lib/byte-gate.ts';

const never = new AbortController().signal;

/** Asks for each size in turn, and tells who is in once all that can happen has happened. */
async function asked(gate: ByteGate, sizes: readonly number[], signal = never) {
  const inside = new Map<number, Place>();
  const outcomes = sizes.map((bytes, index) =>
    gate.enter(bytes, signal).then((place) => inside.set(index, place)),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  const leave = async (index: number) => {
    inside.get(index)?.leave();
    inside.delete(index);
    await settle();
  };
  return { leave, outcomes, place: (index: number) => inside.get(index), here: () => [...inside.keys()] };
}

describe('the byte gate', () => {
  it('lets in what it has room for, in the order of asking', async () => {
    const { here, leave } = await asked(new ByteGate(10), [6, 6, 1]);

    expect(here()).toEqual([0]);
    await leave(0);
    expect(here()).toEqual([1, 2]);
  });

  it('lets what is larger than the whole in when it is alone', async () => {
    const { here, leave } = await asked(new ByteGate(10), [1, 50, 1]);

    expect(here()).toEqual([0]);
    await leave(0);
    expect(here()).toEqual([1]);
    await leave(1);
    expect(here()).toEqual([2]);
  });

  it('lets who is inside grow as far as there is room, and as far as it likes when it is alone', async () => {
    const { here, leave, place } = await asked(new ByteGate(10), [4, 4, 3]);

    expect([place(0)?.growTo(7), place(0)?.growTo(6), place(0)?.growTo(5)]).toEqual([false, true, true]);
    expect(place(1)?.growTo(5)).toBe(false);
    await leave(1);
    expect(here()).toEqual([0, 2]);
    expect(place(0)?.growTo(8)).toBe(false);
    await leave(2);
    expect(place(0)?.growTo(100)).toBe(true);
    await leave(0);
    const next = await asked(new ByteGate(10), [10]);
    expect(next.here()).toEqual([0]);
  });

  it('forgets who stops waiting, and lets the next one in', async () => {
    const gate = new ByteGate(10);
    await gate.enter(5, never);
    const abort = new AbortController();
    const impatient = await asked(gate, [8], abort.signal);
    const patient = await asked(gate, [4]);

    abort.abort(new Error('stop'));

    await expect(impatient.outcomes[0]).rejects.toThrow('stop');
    await expect(gate.enter(1, abort.signal)).rejects.toThrow('stop');
    await Promise.all(patient.outcomes);
    expect(patient.here()).toEqual([0]);
  });
});
