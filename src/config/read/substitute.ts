import { placeAt } from '../types/navigate.ts';
import type { ValueType } from '../types/value-type.ts';
import { type Environment, type InterpolationFailure, interpolate } from './interpolate.ts';
import type { Finding } from './problem.ts';
import { toPointer, type ValuePath } from './value-path.ts';

/** The data with environment variables in place. */
export interface Substituted {
  readonly data: unknown;
  readonly findings: readonly Finding[];
  /** Pointer of each value that came from the environment, with the variable's name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** What a secret gets behind it on the way from a file into a variable: `--env-file` leaves the CR of a CR LF. */
const lineEnd = /(?:\r?\n|\r)$/;

/**
 * Puts environment variables in place; where the schema wants a number or a boolean, the text becomes one, and where it
 * wants a secret, the end of a line behind it is dropped.
 */
export function substitute(root: ValueType<unknown>, data: unknown, env: Environment): Substituted {
  const findings: Finding[] = [];
  const variables = new Map<string, string>();
  const replaced = mapTexts(data, [], (text, path) => {
    const result = interpolate(text, env);
    for (const failure of result.failures) findings.push({ path, ...describeFailure(failure) });
    const variable = result.variables[0];
    if (variable === undefined) return result.text;
    variables.set(toPointer(path), variable);
    const type = placeAt(root, data, path)?.type;
    if (type?.fromText !== undefined) return type.fromText(result.text);
    return type?.fromFile === true ? result.text.replace(lineEnd, '') : result.text;
  });
  return { data: replaced, findings, variables };
}

function describeFailure(failure: InterpolationFailure): Omit<Finding, 'path'> {
  if (failure.kind === 'malformed') {
    return {
      expected: `\${NAME} or \${NAME:-default}`,
      found: '${ without a name and a closing bracket',
      remedy: 'For the two characters themselves write $${.',
    };
  }
  const { variable } = failure;
  return {
    expected: `the environment variable ${variable}`,
    found: 'it unset',
    remedy: `Set ${variable}, or give a default: \${${variable}:-value}.`,
  };
}

/** Builds a value anew with every text in it replaced; `replace` gets each text and where it stands. */
function mapTexts(
  value: unknown,
  path: ValuePath,
  replace: (text: string, path: ValuePath) => unknown,
): unknown {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, [...path, index], replace));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [name, mapTexts(item, [...path, name], replace)]));
}
