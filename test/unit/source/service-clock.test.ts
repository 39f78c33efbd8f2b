import { describe, expect, it } from 'vitest';
import type { TokenTimes } from '../../../src/auth/token-claims.ts';
import { createSteadyClock } from '../../../src/lib/steady-clock.ts';
import { ServiceClock } from '../../../src/source/service-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 7, 1, 12);

/** A machine and a service whose clocks can be set; each exchange takes `tookMs` and moves both. */
function machineAndService(aheadMs: number) {
  const time = { trueMs: start, aheadMs };
  const wall = () => time.trueMs + time.aheadMs;
  const steady = createSteadyClock(wall, () => time.trueMs - start);
  const clock = new ServiceClock({ steady, wall });
  const exchange = (
    tookMs = 100,
    change: { readonly offMs?: number; readonly age?: string; readonly token?: TokenTimes } = {},
  ) => {
    const sentMs = steady();
    const date = new Date(time.trueMs + tookMs / 2 + (change.offMs ?? 0)).toUTCString();
    time.trueMs += tookMs;
    return clock.hear(
      { date, age: change.age },
      { sentMs, receivedMs: steady() },
      () => change.token ?? null,
    );
  };
  return { time, wall, clock, exchange };
}

describe('the service clock', () => {
  it('is the machine clock until the service was heard', () => {
    const { clock, wall, exchange } = machineAndService(2 * hour);

    expect([clock.now(), clock.reading, clock.heard]).toEqual([wall(), null, false]);
    exchange(100, { age: '60' });
    expect([clock.now(), clock.reading, clock.heard]).toEqual([wall(), null, true]);
  });

  it.each([
    ['two hours ahead', 2 * hour],
    ['two hours behind', -2 * hour],
    ['eight days ahead', 8 * day],
    ['eight days behind', -8 * day],
  ])('tells the right time on a machine that is %s, from the first answer on', (_name, aheadMs) => {
    const { time, clock, exchange } = machineAndService(aheadMs);

    exchange();

    expect(Math.abs(clock.now() - time.trueMs)).toBeLessThanOrEqual(1_000);
    expect(Math.abs((clock.reading?.skewMs ?? 0) - aheadMs)).toBeLessThanOrEqual(1_000);
  });

  it('leaves a clock alone that is right but for the whole seconds of the header', () => {
    const { wall, clock, exchange } = machineAndService(700);
    for (let times = 0; times < 20; times += 1) exchange(137 * times);

    expect(clock.now()).toBe(wall());
  });

  it('is not moved by a machine clock that jumps, forward and back, but tells of it', () => {
    const { time, clock, exchange } = machineAndService(0);
    exchange();
    const told: (string | undefined)[] = [];

    for (const aheadMs of [day, -3 * hour, 0]) {
      time.aheadMs = aheadMs;
      const reading = exchange();
      told.push(`${Math.round((reading?.skewMs ?? 0) / minute)} ${reading?.level} ${reading?.crossed}`);
      expect(Math.abs(clock.now() - time.trueMs)).toBeLessThanOrEqual(1_000);
    }

    expect(told).toEqual(['1440 far_off true', '-180 far_off false', '0 ok true']);
  });

  it.each([
    [29_000, 'ok'],
    [31_000, 'off'],
    [-31_000, 'off'],
    [4 * minute, 'off'],
    [6 * minute, 'far_off'],
    [-6 * minute, 'far_off'],
  ] as const)('calls a machine that is %d ms ahead "%s", once', (aheadMs, level) => {
    const { exchange } = machineAndService(aheadMs);

    expect([exchange(), exchange()]).toMatchObject([
      { level, crossed: level !== 'ok' },
      { level, crossed: false },
    ]);
  });

  it('lets single strange dates pass by', () => {
    const { time, clock, exchange } = machineAndService(hour);
    for (let times = 0; times < 5; times += 1) exchange();

    for (const offMs of [-5 * day, 3 * hour, 90_000, -20 * minute]) exchange(100, { offMs });

    expect(Math.abs(clock.now() - time.trueMs)).toBeLessThanOrEqual(1_000);
  });

  it('follows a machine that slept, after a few answers', () => {
    const { time, clock, exchange } = machineAndService(0);
    for (let times = 0; times < 9; times += 1) exchange();
    // The steady clock stands still while the machine sleeps.
    for (let times = 0; times < 5; times += 1) exchange(100, { offMs: 8 * hour });

    expect(Math.abs(clock.now() - (time.trueMs + 8 * hour))).toBeLessThanOrEqual(1_000);
  });

  it('reports what is too far away to be true, and does not follow it', () => {
    const { wall, clock, exchange } = machineAndService(0);

    expect(exchange(100, { offMs: -400 * day })).toMatchObject({ level: 'far_off', believed: false });
    expect(clock.now()).toBe(wall());
  });

  it.each([
    ['is right', 0],
    ['is a little off', 20 * minute],
  ])(
    'does not follow a Date that is days off, and that the token contradicts, when the machine %s',
    (_name, aheadMs) => {
      const { time, wall, clock, exchange } = machineAndService(aheadMs);
      // Issued 23 hours ago, good for 24: a token can be that old.
      const token = { issuedMs: time.trueMs - 23 * hour, expiresMs: time.trueMs + hour };

      for (const offMs of [-8 * day, 3 * day, -3 * day]) {
        for (let times = 0; times < 9; times += 1) {
          expect(exchange(100, { offMs, token })).toMatchObject({ level: 'far_off', believed: false });
          expect(clock.now()).toBe(wall());
        }
      }
    },
  );

  it('leaves a Date that it followed, once a token contradicts it', () => {
    const { time, wall, clock, exchange } = machineAndService(0);
    exchange(100, { offMs: -3 * day });
    expect(clock.now()).toBeLessThan(wall() - 2 * day);

    exchange(100, { offMs: -3 * day, token: { issuedMs: time.trueMs, expiresMs: time.trueMs + hour } });

    expect(clock.now()).toBe(wall());
  });

  it.each([8 * day, -8 * day])(
    'follows a Date that the token bears out on a machine that is %d ms ahead',
    (aheadMs) => {
      const { time, clock, exchange } = machineAndService(aheadMs);

      exchange(100, { token: { issuedMs: time.trueMs - hour, expiresMs: time.trueMs + hour } });

      expect(Math.abs(clock.now() - time.trueMs)).toBeLessThanOrEqual(1_000);
    },
  );

  it('hears nothing in answers without a date, out of a cache, or very slow', () => {
    const { clock, exchange } = machineAndService(hour);

    expect(clock.hear({}, { sentMs: start, receivedMs: start })).toBeNull();
    expect(clock.hear({ date: 'yesterday' }, { sentMs: start, receivedMs: start })).toBeNull();
    expect(exchange(100, { age: '3600' })).toBeNull();
    expect(exchange(100, { age: '3600, 0', offMs: -hour })).toBeNull();
    expect(exchange(100, { age: '0' })).not.toBeNull();
    expect(exchange(60_000)).toBeNull();
  });
});
