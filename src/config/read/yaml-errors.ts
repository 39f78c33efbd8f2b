import type { ErrorCode } from 'yaml';
import type { PlacedFinding, Position } from './problem.ts';

interface YamlErrorText {
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

const other: YamlErrorText = {
  expected: 'YAML',
  found: 'something that does not fit here',
  remedy: 'Look at this line and the one before it: quotes, colons, brackets, indentation.',
};

/** Our words for the errors of the yaml package, whose own messages may quote the source. */
const texts: Partial<Record<ErrorCode, YamlErrorText>> = {
  BAD_DQ_ESCAPE: {
    expected: 'an escape that YAML knows',
    found: 'an unknown escape',
    remedy: "Write a text with backslashes in 'single quotes'.",
  },
  BAD_INDENT: {
    expected: 'the indentation of the lines around it, and every bracket closed',
    found: 'another indentation, or a bracket without its end',
    remedy: 'Indent all keys of a mapping alike and close what was opened.',
  },
  BAD_SCALAR_START: {
    expected: 'a value',
    found: 'a character that no plain value may begin with',
    remedy: 'Put the value in quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: 'one key on a line',
    found: 'a second key on the line',
    remedy: 'Put the second key on a line of its own, or a value that holds ": " in quotes.',
  },
  MISSING_CHAR: {
    expected: 'a closing quote, a colon after a key, or a comma between entries',
    found: 'none',
    remedy: 'Add what is missing; look at the line before as well.',
  },
  MULTIPLE_DOCS: {
    expected: 'one document',
    found: 'a second one (---)',
    remedy: 'Remove what does not belong here.',
  },
  TAB_AS_INDENT: {
    expected: 'spaces as indentation',
    found: 'a tab',
    remedy: 'Replace tabs by spaces.',
  },
  TAG_RESOLVE_FAILED: {
    expected: 'a value',
    found: 'an unknown tag (!)',
    remedy: 'Put a value that begins with ! in quotes.',
  },
};

/** Puts an error of the YAML parser into words. */
export function describeYamlError(
  code: ErrorCode,
  position: Position,
  lines: readonly string[],
): PlacedFinding {
  const line = lines[position.line - 1] ?? '';
  const unquoted = code === 'UNEXPECTED_TOKEN' && line.includes('${');
  const remedy = `Inside { } and [ ], put a variable in quotes: "\${NAME}".`;
  return { path: [], position, ...(texts[code] ?? other), ...(unquoted ? { remedy } : {}) };
}
