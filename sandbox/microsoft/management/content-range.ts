import type { ApiErrorCode } from './api-error.ts';

/** A range of contentCreated, [startMs, endMs), epoch milliseconds. */
export interface ContentRange {
  readonly startMs: number;
  readonly endMs: number;
}

export interface RangeProblem {
  readonly code: ApiErrorCode;
  readonly details: readonly string[];
}

const DAY_MS = 86_400_000;
const LONGEST_MS = DAY_MS;
const OLDEST_MS = 7 * DAY_MS;

/**
 * `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` and `YYYY-MM-DDTHH:MM:SS` are documented; fractions and a trailing Z are accepted
 * in practice. All mean UTC.
 */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?Z?$/;

/** Epoch milliseconds; undefined for what the service does not read as a time. */
export function parseApiTime(text: string): number | undefined {
  if (!TIME.test(text)) return undefined;
  const [date = '', time = '00:00'] = text.replace(/Z$/, '').split('T');
  const ms = Date.parse(`${date}T${time.replace(/(\.\d{3})\d+$/, '$1')}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * The range that a listing asks for, by the rules of the service: both times or none, at most 24 hours, not older than
 * 7 days, the end after the start. The end may lie in the future. Without times: the last 24 hours.
 */
export function contentRange(
  times: { readonly startTime: string | undefined; readonly endTime: string | undefined },
  now: number,
  toleranceMs: number,
): ContentRange | RangeProblem {
  const { startTime, endTime } = times;
  if (startTime === undefined && endTime === undefined) return { startMs: now - DAY_MS, endMs: now };
  if (startTime === undefined || endTime === undefined) return { code: 'AF20030', details: [] };
  const startMs = parseApiTime(startTime);
  if (startMs === undefined) return { code: 'AF20002', details: ['startTime', 'datetime'] };
  const endMs = parseApiTime(endTime);
  if (endMs === undefined) return { code: 'AF20002', details: ['endTime', 'datetime'] };
  const tooOld = startMs < now - OLDEST_MS - toleranceMs;
  if (endMs <= startMs || endMs - startMs > LONGEST_MS || tooOld) return { code: 'AF20055', details: [] };
  return { startMs, endMs };
}
