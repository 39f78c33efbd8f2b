import type { ListedSpan } from '../model/ledger.ts';
import type { Window } from '../model/window.ts';

/** Interval arithmetic over the spans of contentCreated that a stream has listed. All spans are sorted and disjoint. */

/** The spans after `window` was listed completely, beginning at `listedMs`; it replaces what was known of it before. */
export function markListed(
  spans: readonly ListedSpan[],
  window: Window,
  listedMs: number,
): readonly ListedSpan[] {
  const before = spans.flatMap((span) => cut(span, Number.NEGATIVE_INFINITY, window.startMs));
  const after = spans.flatMap((span) => cut(span, window.endMs, Number.POSITIVE_INFINITY));
  return joinEqual([...before, { ...window, listedMs }, ...after]);
}

/** The parts of [fromMs, toMs) that were never listed, oldest first. */
export function unlisted(spans: readonly ListedSpan[], fromMs: number, toMs: number): readonly Window[] {
  const holes: Window[] = [];
  let cursor = fromMs;
  for (const span of within(spans, fromMs, toMs)) {
    if (span.startMs > cursor) holes.push({ startMs: cursor, endMs: span.startMs });
    cursor = span.endMs;
  }
  if (cursor < toMs) holes.push({ startMs: cursor, endMs: toMs });
  return holes;
}

/** The parts of [fromMs, toMs) that were listed, neighbours joined, each with the time of its oldest listing. */
export function listed(spans: readonly ListedSpan[], fromMs: number, toMs: number): readonly ListedSpan[] {
  const joined: ListedSpan[] = [];
  for (const span of within(spans, fromMs, toMs)) {
    const last = joined.at(-1);
    if (last === undefined || last.endMs < span.startMs) joined.push(span);
    else {
      joined[joined.length - 1] = {
        startMs: last.startMs,
        endMs: span.endMs,
        listedMs: Math.min(last.listedMs, span.listedMs),
      };
    }
  }
  return joined;
}

/** The spans clipped to [fromMs, toMs). */
export function within(spans: readonly ListedSpan[], fromMs: number, toMs: number): readonly ListedSpan[] {
  return spans.flatMap((span) => cut(span, fromMs, toMs));
}

function cut(span: ListedSpan, fromMs: number, toMs: number): ListedSpan[] {
  const startMs = Math.max(span.startMs, fromMs);
  const endMs = Math.min(span.endMs, toMs);
  return startMs < endMs ? [{ startMs, endMs, listedMs: span.listedMs }] : [];
}

/** Joins neighbours that were listed by the same listing time, so that the list stays short. */
function joinEqual(spans: readonly ListedSpan[]): readonly ListedSpan[] {
  const joined: ListedSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && last.endMs === span.startMs && last.listedMs === span.listedMs) {
      joined[joined.length - 1] = { ...last, endMs: span.endMs };
    } else joined.push(span);
  }
  return joined;
}
