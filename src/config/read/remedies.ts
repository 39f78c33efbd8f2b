import { exampleLine } from '../types/example-line.ts';
import { formats } from '../types/formats.ts';
import type { Place } from '../types/navigate.ts';
import type { Key } from '../types/value-type.ts';

/** What to do about a key that is missing. */
export function addRemedy(name: string, key: Key<unknown> | undefined): string {
  const line = key === undefined ? undefined : exampleLine(name, key);
  return line === undefined ? 'Add it; config.example.yaml shows how.' : `Add it, for example \`${line}\`.`;
}

/** What to do about a value of the wrong form. */
export function valueRemedy(place: Place, name: string | undefined, value: unknown): string {
  if (wouldFitInQuotes(place, value)) return 'Put it in quotes.';
  const line = name === undefined || place.key === undefined ? undefined : exampleLine(name, place.key);
  return line === undefined ? 'config.example.yaml shows how.' : `For example \`${line}\`.`;
}

/** True for 2024 where a text is due: YAML reads a number, the operator means a text. */
function wouldFitInQuotes(place: Place, value: unknown): boolean {
  const format = place.type.jsonSchema.format;
  if (typeof value !== 'number' && typeof value !== 'boolean') return false;
  const parse = Object.entries(formats).find(([name]) => name === format)?.[1];
  return parse?.(String(value)) !== undefined;
}
