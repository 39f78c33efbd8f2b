import { describe, expect, it } from 'vitest';
import { SharedFlight } from '../../../src/lib/shared-flight.ts';

/** Work that ends when the test says so. */
function heldWork() {
  const runs: { readonly signal: AbortSignal; resolve(value: string): void; reject(error: Error): void }[] =
    [];
  const work = (signal: AbortSignal): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    runs.push({ signal, resolve, reject });
    return promise;
  };
  return { work, runs };
}

const never = new AbortController().signal;

describe('SharedFlight', () => {
  it('runs once for all who ask meanwhile, and again afterwards', async () => {
    const { work, runs } = heldWork();
    const flight = new SharedFlight(work);

    const joined = [flight.join(never), flight.join(never), flight.join(never)];
    runs[0]?.resolve('first');
    expect(await Promise.all(joined)).toEqual(['first', 'first', 'first']);
    const later = flight.join(never);
    runs[1]?.resolve('second');

    expect(await later).toBe('second');
    expect(runs).toHaveLength(2);
  });

  it('lets one caller go without disturbing the others', async () => {
    const { work, runs } = heldWork();
    const flight = new SharedFlight(work);
    const leaving = new AbortController();

    const left = flight.join(leaving.signal);
    const stayed = flight.join(never);
    leaving.abort(new Error('stop'));
    await expect(left).rejects.toThrow('stop');
    runs[0]?.resolve('done');

    expect(await stayed).toBe('done');
    expect(runs[0]?.signal.aborted).toBe(false);
  });

  it('aborts the work when the last caller has gone, and starts anew for the next', async () => {
    const { work, runs } = heldWork();
    const flight = new SharedFlight(work);
    const leaving = new AbortController();

    const left = flight.join(leaving.signal);
    leaving.abort(new Error('stop'));
    await expect(left).rejects.toThrow('stop');
    expect(runs[0]?.signal.aborted).toBe(true);
    const next = flight.join(never);
    runs[0]?.reject(new Error('too late to matter'));
    runs[1]?.resolve('fresh');

    expect(await next).toBe('fresh');
  });

  it('gives a failure to everybody and forgets it', async () => {
    const { work, runs } = heldWork();
    const flight = new SharedFlight(work);

    const both = Promise.allSettled([flight.join(never), flight.join(never)]);
    runs[0]?.reject(new Error('refused'));
    expect((await both).map((one) => one.status)).toEqual(['rejected', 'rejected']);
    const next = flight.join(never);
    runs[1]?.resolve('better');

    expect(await next).toBe('better');
  });

  it('starts nothing for a caller that has already given up', async () => {
    const { work, runs } = heldWork();

    await expect(new SharedFlight(work).join(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');

    expect(runs).toHaveLength(0);
  });
});
