import { describe, expect, it } from 'vitest';
import { ByteGate } from '../../../src/lib/byte-gate.ts';

const never = new AbortController().signal;

/** Asks for each size in turn, and tells who is in once all that can happen has happened. */
async function asked(gate: ByteGate, sizes: readonly number[], signal = never) {
  const inside = new Map<number, () => void>();
  const outcomes = sizes.map((bytes, index) =>
    gate.enter(bytes, signal).then((leave) => inside.set(index, leave)),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  const leave = async (index: number) => {
    inside.get(index)?.();
    inside.delete(index);
    await settle();
  };
  return { leave, outcomes, here: () => [...inside.keys()] };
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
