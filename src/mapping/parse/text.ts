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
