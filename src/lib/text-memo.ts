/** Longer texts are not kept; they hardly come twice. */
const MAX_TEXT = 1_024;

/**
 * Remembers what a pure function makes of texts that come again and again. At most `max` answers are kept; when there are more,
 * it begins anew, so that no text has to be looked after at each sight. Answers are shared: nobody may change them.
 */
export class TextMemo<T extends NonNullable<unknown> | null> {
  readonly #answer: (text: string) => T;
  readonly #max: number;
  readonly #known = new Map<string, T>();

  constructor(answer: (text: string) => T, max: number) {
    this.#answer = answer;
    this.#max = max;
  }

  /** The function's answer for the text. */
  of(text: string): T {
    const known = this.#known.get(text);
    return known === undefined ? this.#first(text) : known;
  }

  #first(text: string): T {
    const answer = this.#answer(text);
    if (text.length > MAX_TEXT) return answer;
    if (this.#known.size >= this.#max) this.#known.clear();
    this.#known.set(text, answer);
    return answer;
  }
}
