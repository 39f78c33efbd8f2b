/** ISO 8601 as the audit log writes it: a blank or T between date and time, up to nine digits of a second, zone optional. */
const ISO_DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?([Zz]|[+-]\d\d:?\d\d)?$/;

/**
 * Epoch milliseconds of an ISO 8601 date in the years 0001 to 9999, which is what Elasticsearch's date format takes.
 * A date without zone is UTC (Management Activity API schema: CreationTime is UTC, the wire has no suffix).
 */
export function parseIsoDate(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const match = ISO_DATE.exec(value);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const monthIndex = Number(month) - 1;
  if (Number(hour ?? 0) > 24 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), monthIndex, Number(day));
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(day)) return undefined;
  const millis = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), millis);
  const ms = date.getTime() - zoneOffsetMs(zone);
  const utcYear = new Date(ms).getUTCFullYear();
  return utcYear >= 1 && utcYear <= 9999 ? ms : undefined;
}

/** The form of nearly every time seen, of an existing day, UTC. It needs no parsing, and hardly any formatting. */
const PLAIN_DATE =
  /^(?:[1-9]\d{3})-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z?$/;
const UP_TO_SECONDS = 'YYYY-MM-DDThh:mm:ss'.length;

function withMillis(date: string): string {
  const seconds = date.slice(0, UP_TO_SECONDS);
  if (date.charAt(UP_TO_SECONDS) !== '.') return `${seconds}.000Z`;
  const fraction = date.slice(UP_TO_SECONDS + 1, UP_TO_SECONDS + 4).replace('Z', '');
  return `${seconds}.${fraction.padEnd(3, '0')}Z`;
}

/** The date in the one form that the documents use (UTC, milliseconds), or undefined. */
export function isoDate(value: unknown): string | undefined {
  if (typeof value === 'string' && PLAIN_DATE.test(value)) return withMillis(value);
  const ms = parseIsoDate(value);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
