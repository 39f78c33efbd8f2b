import { CodedError } from '../../lib/coded-error.ts';
import { parseIsoDate } from '../../mapping/parse/iso-date.ts';
import { cliErrors } from '../errors.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const unitsMs: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['second', 1_000],
  ['m', minuteMs],
  ['min', minuteMs],
  ['minute', minuteMs],
  ['h', hourMs],
  ['hour', hourMs],
  ['d', dayMs],
  ['day', dayMs],
  ['w', 7 * dayMs],
  ['week', 7 * dayMs],
]);

/**
 * A moment as people write it: `2026-08-01`, `2026-08-01T09:30`, `2026-08-01T09:30:00Z` (UTC where no zone is named),
 * `3 days ago`, `90 minutes`, `36h`, `now`, `today`, `yesterday`.
 * @returns epoch milliseconds
 * @throws CodedError CLI_TIME_UNREADABLE
 */
export function parseMoment(text: string, nowMs: number): number {
  const words = text.trim().toLowerCase();
  const moment = namedMoment(words, nowMs) ?? agoMoment(words, nowMs) ?? parseIsoDate(words.toUpperCase());
  if (moment === undefined) throw new CodedError(cliErrors.timeUnreadable, text);
  return moment;
}

function namedMoment(words: string, nowMs: number): number | undefined {
  if (words === 'now') return nowMs;
  const midnightMs = new Date(nowMs).setUTCHours(0, 0, 0, 0);
  if (words === 'today') return midnightMs;
  return words === 'yesterday' ? midnightMs - dayMs : undefined;
}

function agoMoment(words: string, nowMs: number): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6})\s*([a-z]+)(?:\s+ago)?$/.exec(words) ?? [];
  const unitMs = unitsMs.get(unit) ?? unitsMs.get(unit.replace(/s$/, ''));
  return unitMs === undefined ? undefined : nowMs - Number(count) * unitMs;
}
