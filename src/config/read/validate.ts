import { Ajv, type ErrorObject } from 'ajv';
import { parseDuration } from '../duration.ts';
import { parseSize } from '../size.ts';
import { formats } from '../types/formats.ts';
import { entryOf } from '../types/read-keys.ts';
import type { JsonSchema } from '../types/value-type.ts';

/** Every violation of a schema in the data. */
export type Validator = (data: unknown) => readonly ErrorObject[];

/** Validates data against a schema; returns every violation. */
export function validate(schema: JsonSchema, data: unknown): readonly ErrorObject[] {
  return validatorOf(schema)(data);
}

/** Compiles a schema, which takes much longer than to validate one file with it. */
export function validatorOf(schema: JsonSchema): Validator {
  const ajv = new Ajv({
    allErrors: true,
    discriminator: true,
    strict: true,
    strictTypes: false,
    // Used once or a few times: to make the code better takes longer than it would ever save.
    code: { optimize: false },
  });
  for (const [name, parse] of Object.entries(formats)) {
    ajv.addFormat(name, (text: string) => parse(text) !== undefined);
  }
  ajv.addKeyword({ keyword: 'atLeast', type: 'string', validate: isAtLeast });
  ajv.addKeyword({ keyword: 'atMost', type: 'string', validate: isAtMost });
  ajv.addKeyword({ keyword: 'enumInAnyCase', type: 'string', validate: isOneInAnyCase });
  ajv.addKeyword({ keyword: 'exactlyOneSet', type: 'object', validate: hasExactlyOneSet });
  const check = ajv.compile(schema);
  return (data) => (check(data) ? [] : (check.errors ?? []));
}

function quantity(text: string): number | undefined {
  return parseDuration(text) ?? parseSize(text);
}

/** A text that is no quantity is the format's to refuse. */
function isAtLeast(limit: string, text: string): boolean {
  return (quantity(text) ?? Number.POSITIVE_INFINITY) >= (quantity(limit) ?? 0);
}

function isAtMost(limit: string, text: string): boolean {
  return (quantity(text) ?? 0) <= (quantity(limit) ?? 0);
}

function isOneInAnyCase(words: readonly string[], text: string): boolean {
  return words.some((word) => word.toLowerCase() === text.toLowerCase());
}

/** Sets of keys of which a mapping must have exactly one, and that one whole. */
function hasExactlyOneSet(sets: readonly (readonly string[])[], value: unknown): boolean {
  const touched = touchedSets(sets, value);
  return touched.length === 1 && touched[0]?.every((name) => entryOf(value, name) !== undefined) === true;
}

/** The sets of keys of which a mapping has at least one key. */
export function touchedSets(
  sets: readonly (readonly string[])[],
  value: unknown,
): readonly (readonly string[])[] {
  return sets.filter((set) => set.some((name) => entryOf(value, name) !== undefined));
}
