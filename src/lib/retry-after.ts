/** The only date form that a server may send. Date.parse alone would read a date into nearly any text. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a Retry-After header asks to wait, in milliseconds (RFC 9110, section 10.2.3: seconds, or a date).
 * @returns undefined where the header is missing or means nothing
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return httpDate.test(text) ? Math.max(0, Date.parse(text) - nowMs) : undefined;
}
