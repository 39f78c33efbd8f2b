import { describe, expect, it } from 'vitest';
import { planRange } from '../../../../src/cli/by-hand/plan-range.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 7, 20, 14);

describe('planRange', () => {
  it('is the last 24 hours where nothing is said', () => {
    expect(planRange({}, nowMs)).toEqual([{ startMs: nowMs - 24 * hourMs, endMs: nowMs }]);
  });

  it('is cut into windows that the API takes, without a hole', () => {
    const windows = planRange({ start: '60 hours ago', end: '1 hour ago' }, nowMs);
    expect(
      windows.map(({ startMs, endMs }) => [(nowMs - startMs) / hourMs, (nowMs - endMs) / hourMs]),
    ).toEqual([
      [60, 36],
      [36, 12],
      [12, 1],
    ]);
  });

  it('takes 7 days ago for as far back as the API goes', () => {
    const windows = planRange({ start: '7 days ago' }, nowMs);
    expect(windows).toHaveLength(7);
    expect(nowMs - (windows[0]?.startMs ?? 0)).toBe(7 * 24 * hourMs - 60_000);
  });

  it('ends now where the end lies in the future', () => {
    expect(planRange({ start: '1h', end: '2026-08-21' }, nowMs)).toEqual([
      { startMs: nowMs - hourMs, endMs: nowMs },
    ]);
  });

  it.each([
    [{ start: '8 days ago' }, 'the last 7 days only'],
    [{ start: '1 hour ago', end: '2 hours ago' }, 'the end is not after the start'],
    [{ start: '2026-08-21' }, 'in the future'],
    [{ start: 'now' }, 'the end is not after the start'],
  ])('explains what is wrong with %j', (range, why) => {
    expect(() => planRange(range, nowMs)).toThrow(why);
  });
});
