/** The form of times in requests that all accounts of the API agree on: whole seconds, UTC, no zone. */
export function formatApiTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

const apiTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Epoch milliseconds of a time in an answer. Fractions have 3 or 7 digits; a time without a zone is UTC.
 * @returns null where it is no such time
 */
export function parseApiTime(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const parts = apiTime.exec(value);
  if (parts === null) return null;
  const ms = Date.parse(parts[3] === undefined ? `${value}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}
