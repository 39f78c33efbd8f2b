import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listed, markListed, unlisted } from '../../../src/ingest/coverage.ts';
import type { ListedSpan } from '../../../src/model/ledger.ts';

const windows = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
  .map(([startMs, length]) => ({ startMs, endMs: startMs + length }));

describe('coverage of a stream', () => {
  it('agrees with a plain array of moments, whatever is listed in whatever order', () => {
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 12 }), (listings) => {
        const moments: (number | undefined)[] = Array.from({ length: 80 });
        let spans: readonly ListedSpan[] = [];
        for (const [time, window] of listings.entries()) {
          spans = markListed(spans, window, time);
          moments.fill(time, window.startMs, window.endMs);
        }

        const fromSpans = moments.map(
          (_, at) => spans.find((s) => s.startMs <= at && at < s.endMs)?.listedMs,
        );
        expect(fromSpans).toEqual(moments);
        const holes = unlisted(spans, 0, 80);
        expect(moments.map((_, at) => holes.some((hole) => hole.startMs <= at && at < hole.endMs))).toEqual(
          moments.map((time) => time === undefined),
        );
      }),
    );
  });

  it('stays sorted, disjoint and short', () => {
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 12 }), (listings) => {
        const spans = listings.reduce<readonly ListedSpan[]>(
          (known, window) => markListed(known, window, 7),
          [],
        );

        for (const [index, span] of spans.entries()) {
          expect(span.startMs).toBeLessThan(span.endMs);
          expect(span.startMs).toBeGreaterThan(spans[index - 1]?.endMs ?? -1);
        }
      }),
    );
  });

  it('tells of joined neighbours the time of the oldest listing', () => {
    const spans = markListed(markListed([], { startMs: 0, endMs: 10 }, 3), { startMs: 10, endMs: 20 }, 5);

    expect(listed(spans, 5, 15)).toEqual([{ startMs: 5, endMs: 15, listedMs: 3 }]);
  });
});
