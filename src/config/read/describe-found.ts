const LONGEST_SHOWN = 60;

/** What was found, in words. A value that may be a secret is described, never shown. */
export function describeFound(
  value: unknown,
  options: { readonly hidden: boolean; readonly variable: string | undefined },
): string {
  const origin = options.variable === undefined ? '' : ` from \${${options.variable}}`;
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string' && value === '') return `an empty string${origin}`;
  if (options.hidden || options.variable !== undefined) return describeHidden(value) + origin;
  if (typeof value !== 'string') return `the ${typeof value} ${value}`;
  if (value.includes('@') && value.includes('://')) return 'a URL with an @';
  return value.length > LONGEST_SHOWN ? describeHidden(value) : JSON.stringify(value);
}

function describeHidden(value: unknown): string {
  return typeof value === 'string' ? `a string of length ${value.length}` : `a ${typeof value}`;
}
