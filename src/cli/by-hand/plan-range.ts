import { CodedError } from '../../lib/coded-error.ts';
import type { Window } from '../../model/window.ts';
import { cliErrors } from '../errors.ts';
import { parseMoment } from './moment.ts';

const hourMs = 3_600_000;
/** The longest window of one listing (Management Activity API reference, "List available content"). */
const windowMs = 24 * hourMs;
/** How far back the API lists, same source. */
const retentionMs = 7 * 24 * hourMs;
/** Requests for the oldest window wait in a queue meanwhile. */
const edgeSlackMs = 60_000;

/**
 * The windows of contentCreated between two moments, oldest first, each as long as the API allows at most.
 * @param start default: 24 hours before the end
 * @param end default: now
 * @throws CodedError CLI_TIME_UNREADABLE, CLI_RANGE_EMPTY, CLI_RANGE_TOO_OLD, CLI_RANGE_IN_FUTURE
 */
export function planRange(
  { start, end }: { readonly start?: string | undefined; readonly end?: string | undefined },
  nowMs: number,
): readonly Window[] {
  const endMs = Math.min(end === undefined ? nowMs : parseMoment(end, nowMs), nowMs);
  const startMs = start === undefined ? endMs - windowMs : parseMoment(start, nowMs);
  const range = `${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()}`;
  if (startMs > nowMs) throw new CodedError(cliErrors.rangeInFuture, range);
  if (startMs >= endMs) throw new CodedError(cliErrors.rangeEmpty, range);
  const oldestMs = nowMs - retentionMs;
  if (startMs < oldestMs - edgeSlackMs) throw new CodedError(cliErrors.rangeTooOld, range);
  return cutIntoWindows(Math.max(startMs, oldestMs + edgeSlackMs), endMs);
}

function cutIntoWindows(startMs: number, endMs: number): Window[] {
  const windows: Window[] = [];
  for (let fromMs = startMs; fromMs < endMs; fromMs += windowMs) {
    windows.push({ startMs: fromMs, endMs: Math.min(fromMs + windowMs, endMs) });
  }
  return windows;
}
