import type { ValueType } from './value-type.ts';

const plain = { hidden: false, fromFile: false } as const;

/** A whole number within limits. */
export function integer(limits: { readonly minimum: number; readonly maximum: number }): ValueType<number> {
  return {
    ...plain,
    label: `integer, ${limits.minimum} to ${limits.maximum}`,
    expects: `a whole number from ${limits.minimum} to ${limits.maximum}`,
    jsonSchema: { type: 'integer', ...limits },
    structure: { kind: 'scalar' },
    fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    read: (value) => Number(value),
  };
}

export function boolean(): ValueType<boolean> {
  return {
    ...plain,
    label: 'boolean',
    expects: 'true or false',
    jsonSchema: { type: 'boolean' },
    structure: { kind: 'scalar', choices: ['true', 'false'] },
    fromText: booleanFromText,
    read: (value) => value === true,
  };
}

/** `true` and `false` as YAML reads them; any other text stays what it is. */
export function booleanFromText(text: string): unknown {
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}

/** One of a few words, spelled exactly so. */
export function oneOf<const W extends string>(words: readonly W[]): ValueType<W> {
  return oneWord(words, { enum: words }, (value) => words.find((word) => word === value));
}

/** One of a few words in any case; read in the spelling given here. */
export function oneOfInAnyCase<const W extends string>(words: readonly W[]): ValueType<W> {
  const lower = (value: unknown) => String(value).toLowerCase();
  const find = (value: unknown) => words.find((word) => lower(word) === lower(value));
  return oneWord(words, { enumInAnyCase: words }, find);
}

function oneWord<W extends string>(
  words: readonly W[],
  rule: Readonly<Record<string, unknown>>,
  find: (value: unknown) => W | undefined,
): ValueType<W> {
  return {
    ...plain,
    label: words.map((word) => `\`${word}\``).join(', '),
    expects: words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`,
    jsonSchema: { type: 'string', ...rule },
    structure: { kind: 'scalar', choices: words },
    read(value) {
      const word = find(value);
      if (word === undefined) throw new TypeError('a word outside the list passed validation');
      return word;
    },
  };
}

/** A record type, by its number or by its name. */
export function recordType(): ValueType<number | string> {
  return {
    ...plain,
    label: 'integer or string',
    expects: 'the number or the name of a record type, such as 15 or AzureActiveDirectoryStsLogon',
    jsonSchema: { type: ['integer', 'string'], minimum: 0, minLength: 1 },
    structure: { kind: 'scalar' },
    fromText: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text),
    read: (value) => (typeof value === 'number' ? value : String(value)),
  };
}
