import { parseHttpDate } from './http-date.ts';

/**
 * How long a Retry-After header asks to wait, in milliseconds (RFC 9110, section 10.2.3: seconds, or a date).
 * @param nowMs the time by the server's clock, which the date is meant by
 * @returns undefined where the header is missing or means nothing
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const dateMs = parseHttpDate(text);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - nowMs);
}
