/** A number in plain decimal notation; identifiers such as 1e21 would otherwise be searched for in vain. */
export function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? BigInt(value).toString() : String(value);
}

/** The value as one non-empty text: strings as they are, numbers and booleans written out, anything else undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return undefined;
}

const WHOLE = /^-?\d{1,16}(?:\.\d{1,16})?(?:e\+?\d{1,2})?$/i;

/** A whole number that a JSON number holds exactly; also one that came as text, with a fraction of zero or an exponent. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && WHOLE.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

const EXPONENT = /^\d{1,16}(?:\.\d{1,16})?e\+?\d{1,2}$/i;

/**
 * The text of a whole number, also of one that came as text with an exponent: some collectors pass numbers through floating
 * point on their way. Anything else as {@link textOf} gives it.
 */
export function integerText(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || !EXPONENT.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? String(number) : text;
}

/** The non-empty texts of a list, or of a single value. */
export function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  if (value === undefined) return texts;
  for (const item of Array.isArray(value) ? value : [value]) {
    const text = textOf(item);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** The parts of texts that list something between semicolons, without blanks around them. */
export function semicolonList(value: unknown): string[] {
  return textsOf(value).flatMap((list) => list.split(';').map((part) => part.trim()));
}
