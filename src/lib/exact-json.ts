import { isJsonObject } from './json-object.ts';

/** Changes a value while the text is parsed, as JSON.parse does. */
export type Revive = (name: string, value: unknown) => unknown;

/** Where a value can stand, a whole number that may be greater than 2^53. In the middle of a text it costs only time. */
const LONG_NUMBER = /[:[,]\s*-?(?:\d{17}|9\d{15})/;
const WHOLE_NUMBER = /^-?\d+$/;
/** The same between the strings of valid JSON text. */
const LONG_WHOLE_NUMBER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * The value of JSON text, in which a whole number that a JavaScript number does not hold exactly is the text of its digits.
 * Identifiers are 64 bits wide (Edm.Int64); JSON.parse would make another one of 9007199254740993.
 * @throws SyntaxError; RangeError for what is nested too deeply for `revive` to visit
 */
export function parseExactJson(text: string, revive?: Revive): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text, revive);
  try {
    return JSON.parse(text, (name: string, value: unknown, ...context: unknown[]): unknown => {
      const exact = exactValue(value, context[0]);
      return revive === undefined ? exact : revive(name, exact);
    });
  } catch (error) {
    // Nested so deeply that visiting each value exhausts the stack.
    if (error instanceof RangeError) return JSON.parse(withLongNumbersAsText(text), revive);
    throw error;
  }
}

/** `context` has the text that a scalar value was made of. */
function exactValue(value: unknown, context: unknown): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !isJsonObject(context)) return value;
  const { source } = context;
  return typeof source === 'string' && WHOLE_NUMBER.test(source) ? source : value;
}

/** Valid JSON text with each number that is not held exactly in quotes. */
function withLongNumbersAsText(json: string): string {
  let changed = '';
  for (let from = 0; ; ) {
    const opening = json.indexOf('"', from);
    const between = json.slice(from, opening === -1 ? json.length : opening);
    changed += between.replaceAll(LONG_WHOLE_NUMBER, (number) =>
      Number.isSafeInteger(Number(number)) ? number : `"${number}"`,
    );
    if (opening === -1) return changed;
    from = endOfString(json, opening);
    changed += json.slice(opening, from);
  }
}

/** Where the string that begins at `opening` is over. */
function endOfString(json: string, opening: number): number {
  for (let from = opening + 1; ; ) {
    const mark = json.indexOf('"', from);
    let backslashes = 0;
    while (json[mark - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return mark + 1;
    from = mark + 1;
  }
}
