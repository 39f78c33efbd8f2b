import { describe, expect, it } from 'vitest';
import { lowerRate, raiseRate, spacingMs } from '../../../../src/source/management-api/request-rate.ts';

const full = { perMinute: 2_000, changedMs: 0 };

describe('the request rate', () => {
  it('halves with each refusal, and never falls under a tenth of the quota', () => {
    const rates = [1, 2, 3, 4, 5].reduce<number[]>(
      (all) => [...all, lowerRate({ perMinute: all.at(-1) ?? 0, changedMs: 0 }, 2_000, 0).perMinute],
      [full.perMinute],
    );

    expect(rates).toEqual([2_000, 1_000, 500, 250, 200, 200]);
  });

  it('never falls under one request a minute', () => {
    expect(lowerRate({ perMinute: 1, changedMs: 0 }, 3, 0).perMinute).toBe(1);
  });

  it('comes back evenly with the time, up to the quota and no further', () => {
    let rate = { perMinute: 200, changedMs: 0 };
    const seen: number[] = [];
    for (let nowMs = 15_000; nowMs <= 60_000; nowMs += 15_000) {
      rate = raiseRate(rate, 2_000, nowMs);
      seen.push(rate.perMinute);
    }

    expect(seen).toEqual([800, 1_400, 2_000, 2_000]);
  });

  it('is not raised by a clock that goes back', () => {
    expect(raiseRate({ perMinute: 500, changedMs: 10_000 }, 2_000, 0).perMinute).toBe(500);
  });

  it('spaces the requests below the quota, and leaves bursts alone at it', () => {
    expect(spacingMs({ perMinute: 600, changedMs: 0 }, 2_000)).toBe(100);
    expect(spacingMs(full, 2_000)).toBe(0);
  });
});
