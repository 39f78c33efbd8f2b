import type { TextSource } from '../../src/lib/text-source.ts';

/** A text that was given in place. */
export function textInPlace(text: string): TextSource {
  return { text, file: undefined };
}
