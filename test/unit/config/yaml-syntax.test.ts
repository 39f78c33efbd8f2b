import { describe, expect, it } from 'vitest';
import { refusal } from './config-text.ts';

const cases: readonly (readonly [what: string, text: string, problem: string])[] = [
  [
    'a tab as indentation',
    'polling:\n\tinterval: 1m',
    '2:1: expected spaces as indentation, found a tab. Replace tabs by spaces.',
  ],
  [
    'a variable without quotes inside braces',
    `a: { api_key: \${SECRET} }`,
    `1:16: expected YAML, found something that does not fit here. Inside { } and [ ], put a variable in quotes: "\${NAME}".`,
  ],
  [
    'a password that begins with @',
    'password: @hunter2',
    '1:11: expected a value, found a character that no plain value may begin with. Put the value in quotes.',
  ],
  [
    'a password that begins with !',
    'password: !hunter2 x',
    '1:11: expected a value, found an unknown tag (!).',
  ],
  [
    'a password with a colon',
    'password: hunter2: x',
    '1:11: expected one key on a line, found a second key on the line.',
  ],
  ['an open quote', 'password: "hunter2', '1:19: expected a closing quote'],
  [
    'an open bracket',
    'nodes: [hunter2',
    '1:16: expected the indentation of the lines around it, and every bracket closed',
  ],
  ['a backslash in double quotes', 'password: "hunter2\\q"', '1:19: expected an escape that YAML knows'],
  ['a second document', 'a: 1\n---\nb: hunter2', '2:1: expected one document, found a second one (---).'],
];

describe('a file that is not YAML', () => {
  it.each(cases)('%s', (_, text, problem) => {
    const error = refusal(text);
    expect(error.code).toBe('CONFIG_SYNTAX');
    expect(error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)).toEqual([
      expect.stringContaining(problem),
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    ['no text', ''],
    ['a comment', '# nothing here\n'],
    ['only a marker', '---\n'],
  ])('says that a file with %s is empty', (_, text) => {
    expect(refusal(text).code).toBe('CONFIG_EMPTY');
  });

  it.each([
    ['a text', 'hello', 'found a string of length 5'],
    ['a list', '[1, 2]', 'found a list of 2'],
  ])('says that %s is no mapping', (_, text, found) => {
    expect(refusal(text).problems.map(({ message }) => message)).toEqual([expect.stringContaining(found)]);
  });
});
