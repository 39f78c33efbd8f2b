import { describe, expect, it } from 'vitest';
import { TenantPause, throttleWaitMs } from '../../../../src/source/management-api/tenant-pause.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const highest = () => 1;
const { signal } = new AbortController();

function pausable() {
  const time = fakeClock();
  return { time, pause: new TenantPause({ ...time, random: highest }) };
}

describe('throttleWaitMs', () => {
  it('doubles up to a minute where the service names no time', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((answers) => throttleWaitMs(answers, undefined, highest))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('believes the service, within reason', () => {
    expect([0, 30_000, 24 * 3_600_000].map((asked) => throttleWaitMs(3, asked, highest))).toEqual([
      1_000, 30_000, 3_600_000,
    ]);
  });
});

describe('TenantPause', () => {
  it('holds what comes until the wait is over', async () => {
    const { time, pause } = pausable();

    pause.hold(time.clock(), 30_000);
    await pause.wait(signal);
    await pause.wait(signal);

    expect(time.sleeps).toEqual([30_000]);
  });

  it('counts the answers to requests that were under way as one', () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();

    const first = pause.hold(sentMs, undefined);
    time.advance(500);
    const others = [pause.hold(sentMs, undefined), pause.hold(sentMs + 400, undefined)];

    expect(first).toEqual({ waitMs: 2_000, isNew: true });
    expect(others).toEqual([
      { waitMs: 1_500, isNew: false },
      { waitMs: 1_500, isNew: false },
    ]);
  });

  it('still hears a longer time that the service names', async () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();
    pause.hold(sentMs, 5_000);

    expect(pause.hold(sentMs, 60_000)).toEqual({ waitMs: 60_000, isNew: true });
    expect(pause.hold(sentMs, 10_000)).toEqual({ waitMs: 60_000, isNew: false });
  });

  it('waits longer while throttled answers go on, and short again after a good one', async () => {
    const { time, pause } = pausable();

    for (let times = 0; times < 3; times += 1) {
      pause.hold(time.clock(), undefined);
      await pause.wait(signal);
    }
    pause.relax(time.clock());
    pause.hold(time.clock(), undefined);
    await pause.wait(signal);

    expect(time.sleeps).toEqual([2_000, 4_000, 8_000, 2_000]);
  });

  it('does not take the answer to an old request for a recovery', async () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();
    pause.hold(sentMs, undefined);

    pause.relax(sentMs);
    await pause.wait(signal);
    pause.hold(time.clock(), undefined);
    await pause.wait(signal);

    expect(time.sleeps).toEqual([2_000, 4_000]);
  });

  it('goes on waiting when the pause grows meanwhile', async () => {
    const time = fakeClock();
    const sleeps: number[] = [];
    const pause: TenantPause = new TenantPause({
      clock: time.clock,
      random: highest,
      sleep: async (ms, ownSignal) => {
        sleeps.push(ms);
        if (sleeps.length === 1) pause.hold(time.clock(), 20_000);
        await time.sleep(ms, ownSignal);
      },
    });
    pause.hold(time.clock(), 5_000);

    await pause.wait(signal);

    expect(sleeps).toEqual([5_000, 15_000]);
  });
});
