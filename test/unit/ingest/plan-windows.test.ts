import { describe, expect, it } from 'vitest';
import { markListed } from '../../../src/ingest/coverage.ts';
import {
  apiRetentionMs,
  maxLookbackMs,
  type PlanInput,
  planWindows,
} from '../../../src/ingest/plan-windows.ts';
import type { ListedSpan } from '../../../src/model/ledger.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 10, 12, 0, 0);
/** What is nearer to the edge is over it before an answer comes. */
const slack = 5_000;

function plan(change: Partial<PlanInput> = {}) {
  return planWindows({
    nowMs: now,
    lookbackMs: 7 * day,
    windowMs: day,
    progress: { watchedFromMs: null, spans: [] },
    relistAll: false,
    turn: 0.5,
    ...change,
  });
}

/** Everything of the lookback listed, with the given age of the listing. */
function allListed(ageMs: number): { watchedFromMs: number; spans: readonly ListedSpan[] } {
  const window = { startMs: now - maxLookbackMs, endMs: now };
  return { watchedFromMs: window.startMs, spans: markListed([], window, now - ageMs) };
}

describe('the windows of a stream', () => {
  it('begin with the last hour, then go from the oldest to the newest', () => {
    const { windows } = plan();

    expect(windows[0]).toEqual({ startMs: now - hour, endMs: now });
    expect(windows[1]?.startMs).toBe(now - maxLookbackMs);
    const catchUp = windows.slice(1);
    expect(catchUp.map((window) => window.startMs)).toEqual(
      catchUp.map((window) => window.startMs).toSorted((a, b) => a - b),
    );
  });

  it('cover the whole lookback without a hole, none longer than asked for', () => {
    const { windows } = plan({ windowMs: 5 * hour });
    const sorted = windows.toSorted((a, b) => a.startMs - b.startMs);

    expect(sorted[0]?.startMs).toBe(now - maxLookbackMs);
    expect(sorted.at(-1)?.endMs).toBe(now);
    for (const [index, window] of sorted.entries()) {
      expect(window.endMs - window.startMs).toBeLessThanOrEqual(5 * hour);
      if (index > 0) expect(window.startMs).toBe(sorted[index - 1]?.endMs);
    }
  });

  it('keep five minutes from the edge of the 7 days and lie on whole seconds', () => {
    const { windows } = plan({ nowMs: now + 987 });

    const oldest = Math.min(...windows.map((window) => window.startMs));
    expect(now - oldest).toBe(7 * day - 5 * 60_000);
    for (const { startMs, endMs } of windows) expect([startMs % 1000, endMs % 1000]).toEqual([0, 0]);
  });

  it('go back no further than the lookback at first', () => {
    const oldest = Math.min(...plan({ lookbackMs: 2 * day }).windows.map((window) => window.startMs));

    expect(oldest).toBe(now - 2 * day);
  });

  it('go back to where the watch ended after an outage that is longer than the lookback', () => {
    const watched = now - 5 * day;
    const spans = markListed([], { startMs: watched, endMs: now - 3 * day }, now - 3 * day);

    const { windows, gaps } = plan({ lookbackMs: day, progress: { watchedFromMs: watched, spans } });

    expect(gaps).toEqual([]);
    expect(windows).toContainEqual({ startMs: now - 3 * day, endMs: now - 2 * day });
  });

  it.each([
    ['just now', 0, 1 * hour],
    ['an hour ago', 1 * hour, 1 * day],
    ['6 hours ago', 6 * hour, maxLookbackMs],
  ])('reach back as far as the tier that is due when all was listed %s', (_name, ageMs, reachMs) => {
    const { windows } = plan({ progress: allListed(ageMs) });

    expect(now - Math.min(...windows.map((window) => window.startMs))).toBe(reachMs);
  });

  it('list everything again in one complete pass', () => {
    const { windows } = plan({ progress: allListed(0), relistAll: true });

    expect(windows.reduce((sum, window) => sum + window.endMs - window.startMs, 0)).toBe(maxLookbackMs);
  });

  it('are listed again at times that are spread evenly over streams that began at once', () => {
    const turns = Array.from({ length: 60 }, (_, index) => index / 60);
    const reach = (turn: number, nowMs: number) =>
      nowMs -
      Math.min(...plan({ nowMs, turn, progress: allListed(0) }).windows.map(({ startMs }) => startMs));

    const dueInHour = [1, 2, 3, 4, 5, 6].map((hours) => {
      const isDue = (turn: number, nowMs: number) => reach(turn, nowMs) === maxLookbackMs;
      return turns.filter((turn) => isDue(turn, now + hours * hour) && !isDue(turn, now + (hours - 1) * hour))
        .length;
    });

    expect(dueInHour).toEqual([10, 10, 10, 10, 10, 10]);
  });

  it('do not come again before their next turn, and a window that failed does', () => {
    const { watchedFromMs, spans } = allListed(2 * hour);
    const failed = { startMs: now - 3 * hour, endMs: now - 2 * hour };
    const listed = { startMs: now - day, endMs: failed.startMs };
    const progress = { watchedFromMs, spans: markListed(spans, listed, now - 60_000) };

    const { windows } = plan({ progress });

    expect(windows.slice(1)).toEqual([{ startMs: failed.startMs, endMs: now - hour }]);
  });

  it('leave no moment older than its tier allows over two days of polls a minute apart', () => {
    let progress = allListed(0);
    for (let nowMs = now; nowMs < now + 2 * day; nowMs += 60_000) {
      const made = plan({ nowMs, progress });
      let { spans } = made.progress;
      for (const window of made.windows) spans = markListed(spans, window, nowMs);
      progress = { watchedFromMs: made.progress.watchedFromMs ?? 0, spans };

      expect(made.gaps).toEqual([]);
      expect(spans.length).toBeLessThan(80);
      for (const span of spans.filter(({ startMs }) => startMs >= nowMs - maxLookbackMs)) {
        const tierMs = span.startMs >= nowMs - day ? hour + 60_000 : 6 * hour;
        expect(nowMs - span.listedMs).toBeLessThanOrEqual(tierMs);
      }
    }
  });
});

describe('gaps', () => {
  it('are what fell over the edge of the 7 days before anybody listed it', () => {
    const progress = allListed(0);
    const later = now + 9 * day;

    const { gaps, progress: after } = plan({ nowMs: later, progress });

    expect(gaps).toEqual([{ startMs: now, endMs: later - apiRetentionMs + slack }]);
    expect(after.watchedFromMs).toBe(later - apiRetentionMs + slack);
  });

  it.each([
    ['some seconds', 10_000],
    ['almost the five minutes that a first plan keeps from the edge', 5 * 60_000 - slack],
  ])('are not told by a start that was held up for %s', (_name, heldUpMs) => {
    const first = plan();

    const { gaps, windows } = plan({ nowMs: now + heldUpMs, progress: first.progress });

    expect(gaps).toEqual([]);
    expect(Math.min(...windows.map(({ startMs }) => startMs))).toBe(now - maxLookbackMs);
  });

  it('are not told after an outage that ends two minutes before the 7 days do: all of it is asked for', () => {
    const later = now + 7 * day - 2 * 60_000;

    const { gaps, windows } = plan({ nowMs: later, progress: allListed(0) });

    expect(gaps).toEqual([]);
    const sorted = windows.toSorted((a, b) => a.startMs - b.startMs);
    expect(sorted[0]?.startMs).toBe(now);
    for (const [index, { startMs }] of sorted.slice(1).entries()) expect(startMs).toBe(sorted[index]?.endMs);
    // What is nearest to the edge is asked for at once after the newest hour, and apart from what is safe.
    expect(windows[1]).toEqual({ startMs: now, endMs: later - maxLookbackMs });
  });

  it('are told once', () => {
    const first = plan({ nowMs: now + 9 * day, progress: allListed(0) });

    expect(plan({ nowMs: now + 9 * day, progress: first.progress }).gaps).toEqual([]);
  });
});
