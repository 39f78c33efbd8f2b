/** Assumed where nobody says how long a token lives. */
export const unknownLifetimeMs = 5 * 60_000;

/**
 * How long a token lives, milliseconds; undefined where the answer does not tell. `expires_in` counts seconds;
 * managed identity endpoints may have `expires_on` alone: seconds since 1970, or an ISO date. Numbers may be text.
 */
export function lifetimeOf(answer: Readonly<Record<string, unknown>>, nowMs: number): number | undefined {
  const { expires_in: seconds, expires_on: end } = answer;
  return positive(Number(seconds ?? Number.NaN) * 1000) ?? positive(endMs(end) - nowMs);
}

function endMs(end: unknown): number {
  if (typeof end === 'string' && !/^\d+(\.\d+)?$/.test(end)) return Date.parse(end);
  return Number(end ?? Number.NaN) * 1000;
}

function positive(ms: number): number | undefined {
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
