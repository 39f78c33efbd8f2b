import type { ListedSpan, StreamProgress } from '../model/ledger.ts';
import type { Window } from '../model/window.ts';
import { listed, markListed, unlisted, within } from './coverage.ts';

const secondMs = 1000;
const hourMs = 3600 * secondMs;
const dayMs = 24 * hourMs;
/** Steps that a clock makes when it is corrected; a larger one was a wrong clock. */
const clockStepMs = 60 * secondMs;

/** The API lists content of the last 7 days (Management Activity API reference, "List available content"). */
export const apiRetentionMs = 7 * dayMs;
/** Five minutes of slack keep a request that waits in a queue from slipping over that edge (AF20055). */
export const maxLookbackMs = apiRetentionMs - 5 * 60 * secondMs;
/**
 * What is nearer to the edge than this is over it before an answer comes: the service's clock is known to two seconds,
 * and the newest hour is listed first. Until then a time that nobody listed is no gap, and is asked for.
 */
const edgeSlackMs = 5 * secondMs;

/**
 * Content appears late, under an older contentCreated, so what was listed is listed again: the last hour at every poll,
 * the last 24 hours hourly, all that is within reach every 6 hours.
 */
export const freshMs = hourMs;
const relistTiers = [
  { ageMs: maxLookbackMs, everyMs: 6 * hourMs },
  { ageMs: dayMs, everyMs: hourMs },
] as const;

/** The newest hour: the window that must never wait long. */
export function freshWindow(nowMs: number): Window {
  const endMs = Math.floor(nowMs / secondMs) * secondMs;
  return { startMs: endMs - freshMs, endMs };
}

/**
 * The time that has come by this machine's clock, but not yet by the service's. Either can be wrong: what the service
 * holds of it must not wait for its clock.
 * @returns null where the two agree, or are more than a day apart
 */
export function aheadWindow(serviceNowMs: number, localNowMs: number): Window | null {
  const window = { startMs: freshWindow(serviceNowMs).endMs, endMs: freshWindow(localNowMs).endMs };
  const ms = window.endMs - window.startMs;
  return ms > 2 * secondMs && ms <= dayMs ? window : null;
}

export interface PlanInput {
  readonly nowMs: number;
  /** How far back the first plan of a stream goes. */
  readonly lookbackMs: number;
  /** The longest window to ask for; the API allows 24 hours. */
  readonly windowMs: number;
  readonly progress: StreamProgress;
  /** One complete pass: everything listed is listed again, whatever its age. */
  readonly relistAll: boolean;
  /** [0, 1), the stream's own: when within a tier's time its turn comes. */
  readonly turn: number;
}

export interface Plan {
  /** In the order in which to list them. */
  readonly windows: readonly Window[];
  /** Times that nobody listed while the API still held them, and that it holds no more. */
  readonly gaps: readonly Window[];
  /** The progress to save before listing: what fell over the edge is forgotten. */
  readonly progress: StreamProgress;
}

/**
 * What to list now. The newest hour comes first, so that fresh content never waits behind a catch-up; then what was
 * never listed, the oldest first because it expires first; then what is due to be listed again.
 */
export function planWindows(input: PlanInput): Plan {
  const nowMs = Math.floor(input.nowMs / secondMs) * secondMs;
  const edgeMs = nowMs - apiRetentionMs + edgeSlackMs;
  const safeMs = nowMs - maxLookbackMs;
  const lookbackStartMs = Math.max(safeMs, nowMs - Math.floor(input.lookbackMs / secondMs) * secondMs);
  const watchedFromMs = input.progress.watchedFromMs ?? lookbackStartMs;
  const floorMs = Math.max(edgeMs, Math.min(watchedFromMs, lookbackStartMs));
  const reachMs = Math.max(floorMs, safeMs);
  const freshStartMs = Math.max(floorMs, nowMs - freshMs);
  const spans = possible(input.progress.spans, nowMs);

  const fresh = split({ startMs: freshStartMs, endMs: nowMs }, input.windowMs).reverse();
  // What the edge is about to take is asked for on its own, so that a refusal for its age costs nothing else.
  const holes = [...unlisted(spans, floorMs, reachMs), ...unlisted(spans, reachMs, freshStartMs)];
  const catchUp = holes.flatMap((hole) => split(hole, input.windowMs));
  const due = input.relistAll ? spans : dueAgain(spans, nowMs, input.turn);
  const relist = listed(due, reachMs, freshStartMs).flatMap((span) => split(span, input.windowMs));
  return {
    windows: [...fresh, ...catchUp, ...relist.reverse()],
    gaps: unlisted(spans, watchedFromMs, Math.max(watchedFromMs, floorMs)),
    progress: { watchedFromMs: floorMs, spans: within(spans, floorMs, Number.POSITIVE_INFINITY) },
  };
}

/**
 * What is to be listed again: all of a tier that was not listed since the stream's last turn. Turns come at fixed times, which
 * differ from stream to stream: however many streams began at once, their listings are spread evenly. A window that
 * fails does not draw in those that were listed.
 */
function dueAgain(spans: readonly ListedSpan[], nowMs: number, turn: number): readonly ListedSpan[] {
  const due = relistTiers.flatMap(({ ageMs, everyMs }) => {
    const offsetMs = turn * everyMs;
    const lastTurnMs = Math.floor((nowMs - offsetMs) / everyMs) * everyMs + offsetMs;
    return within(spans, nowMs - ageMs, nowMs).filter((span) => span.listedMs < lastTurnMs);
  });
  return due.reduce<readonly ListedSpan[]>((joined, span) => markListed(joined, span, span.listedMs), []);
}

/**
 * What was noted by a clock that was ahead and has been set back: a time that has not come yet was never listed, and a
 * listing in the future is one of unknown age.
 */
function possible(spans: readonly ListedSpan[], nowMs: number): readonly ListedSpan[] {
  return within(spans, Number.NEGATIVE_INFINITY, nowMs).map((span) =>
    span.listedMs > nowMs + clockStepMs ? { ...span, listedMs: 0 } : span,
  );
}

/** Cuts a span into windows of at most `windowMs`, oldest first. */
function split(span: Window, windowMs: number): Window[] {
  const windows: Window[] = [];
  for (let startMs = span.startMs; startMs < span.endMs; startMs += windowMs) {
    windows.push({ startMs, endMs: Math.min(startMs + windowMs, span.endMs) });
  }
  return windows;
}
