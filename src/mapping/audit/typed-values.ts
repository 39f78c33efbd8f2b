import { normalIp } from '../parse/address.ts';
import { isoDate } from '../parse/iso-date.ts';
import { jsonText } from '../parse/json-text.ts';
import { isEmpty } from '../parse/json-value.ts';
import { integerText, textOf, wholeNumber } from '../parse/text.ts';

// Each function reads one scalar for a typed field; undefined when the value is none of that type.

/** Whole numbers that a JSON number holds exactly; also as text. */
export function readLong(value: unknown): number | undefined {
  return wholeNumber(value);
}

/** true and false, also as text in any case (Exchange writes "True"). */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** An IP address in its plain form. */
export function readIp(value: unknown): string | undefined {
  return typeof value === 'string' ? normalIp(value.trim()) : undefined;
}

/** An ISO 8601 date in UTC; otherwise the text as it is. */
export function readKeywordDate(value: unknown): string | undefined {
  return isoDate(value) ?? readKeyword(value);
}

/** A whole number as text; otherwise the text as it is. */
export function readKeywordInteger(value: unknown): string | undefined {
  return integerText(value) ?? readKeyword(value);
}

/** Any value as text: what is no scalar becomes JSON text. */
export function readKeyword(value: unknown): string | undefined {
  return textOf(value) ?? (isEmpty(value) ? undefined : jsonText(value));
}
