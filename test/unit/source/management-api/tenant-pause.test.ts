import { describe, expect, it } from 'vitest';
import { TenantPause, throttleWaitMs } from '../../../../src/source/management-api/tenant-pause.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const highest = () => 1;

function pausable() {
  const time = fakeClock();
  return { time, pause: new TenantPause({ ...time, random: highest }) };
}

describe('throttleWaitMs', () => {
  it('grows to a second where the service names no time, and is longer when that has not helped for a minute', () => {
    expect([1, 2, 3, 4, 60, 61, 62].map((answers) => throttleWaitMs(answers, undefined, highest))).toEqual([
      250, 500, 1_000, 1_000, 1_000, 15_000, 15_000,
    ]);
  });

  it('believes the service, within reason', () => {
    expect([0, 30_000, 24 * 3_600_000].map((asked) => throttleWaitMs(3, asked, highest))).toEqual([
      1_000, 30_000, 3_600_000,
    ]);
  });
});

describe('the pause of a tenant', () => {
  it('lasts as long as the service asked', () => {
    const { time, pause } = pausable();

    pause.hold(time.clock(), 30_000);

    expect(pause.untilMs - time.clock()).toBe(30_000);
  });

  it('counts the answers to requests that were under way as one', () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();

    const first = pause.hold(sentMs, undefined);
    time.advance(200);
    const others = [pause.hold(sentMs, undefined), pause.hold(sentMs + 100, undefined)];

    expect(first).toEqual({ waitMs: 250, isNew: true });
    expect(others).toEqual([
      { waitMs: 50, isNew: false },
      { waitMs: 50, isNew: false },
    ]);
    expect(pause.answers).toBe(1);
  });

  it('still hears a longer time that the service names', () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();
    pause.hold(sentMs, 5_000);

    expect(pause.hold(sentMs, 60_000)).toEqual({ waitMs: 60_000, isNew: true });
    expect(pause.hold(sentMs, 10_000)).toEqual({ waitMs: 60_000, isNew: false });
  });

  it('is longer while throttled answers go on, and short again after a good one', () => {
    const { time, pause } = pausable();
    const waits: number[] = [];
    const holdOnce = () => {
      waits.push(pause.hold(time.clock(), undefined).waitMs);
      time.advance(waits.at(-1) ?? 0);
    };

    for (let times = 0; times < 3; times += 1) holdOnce();
    pause.relax(time.clock());
    holdOnce();

    expect(waits).toEqual([250, 500, 1_000, 250]);
  });

  it('does not take the answer to an old request for a recovery', () => {
    const { time, pause } = pausable();
    const sentMs = time.clock();
    pause.hold(sentMs, undefined);

    pause.relax(sentMs);

    expect(pause.answers).toBe(1);
  });
});
