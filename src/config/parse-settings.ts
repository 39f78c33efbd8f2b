import { dirname, resolve } from 'node:path';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { deepFreeze } from './deep-freeze.ts';
import { configErrors } from './errors.ts';
import { findProblems } from './read/find-problems.ts';
import type { Environment } from './read/interpolate.ts';
import { placeFindings } from './read/place-findings.ts';
import type { PlacedFinding } from './read/problem.ts';
import { readSecretFiles } from './read/secret-files.ts';
import { substitute } from './read/substitute.ts';
import { type Validator, validatorOf } from './read/validate.ts';
import { displayPath, toPointer, type ValuePath } from './read/value-path.ts';
import { withVariables } from './read/with-variables.ts';
import { readYamlTree } from './read/yaml-tree.ts';
import type { ValueType } from './types/value-type.ts';

/** What a file may hold, compiled once for any number of files. */
export interface SettingsSchema<T> {
  readonly type: ValueType<T>;
  readonly violations: Validator;
}

export function settingsSchema<T>(type: ValueType<T>): SettingsSchema<T> {
  return { type, violations: validatorOf(type.jsonSchema) };
}

export interface ParseOptions {
  /** The file as the operator named it; it stands in messages, and relative paths start at its folder. */
  readonly fileName: string;
  readonly env: Environment;
  /** Content of a file that a `..._file` key names; throws where it cannot be read. */
  readonly readSecretFile: (path: string) => string;
}

/**
 * Turns the text of a file of settings into their typed form: variables and secret files in place, validated, defaults
 * filled, frozen.
 * @param schemaFor the schema, which may depend on what the file has; given the plain values, which may be anything
 * @throws ConfigError with every problem of the file
 */
export function parseSettings<T>(
  text: string,
  schemaFor: (data: unknown) => SettingsSchema<T>,
  options: ParseOptions,
): T {
  const { fileName } = options;
  const tree = readYamlTree(text);
  if (tree.syntax.length > 0) {
    throw new ConfigError(configErrors.syntax, fileName, toProblems(fileName, tree.syntax));
  }
  if (tree.data === null) throw new ConfigError(configErrors.empty, fileName);
  const { type: schema, violations } = schemaFor(tree.data);
  const folder = dirname(resolve(fileName));
  const given = substitute(schema, tree.data, options.env);
  const substituted = withVariables(schema, given, options.env);
  const files = readSecretFiles(schema, substituted.data, { folder, readFile: options.readSecretFile });
  const findings = [...tree.findings, ...findProblems(schema, violations, substituted, files)];
  if (findings.length > 0) {
    const problems = toProblems(fileName, placeFindings(findings, tree));
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    throw new ConfigError(configErrors.invalid, `${count} in ${fileName}`, problems);
  }
  const fileOf = (path: ValuePath) => files.files.get(toPointer(path));
  return deepFreeze(schema.read(files.data, { folder, path: [], fileOf, env: options.env }));
}

function toProblems(file: string, findings: readonly PlacedFinding[]): readonly ConfigProblem[] {
  return findings.map(({ path, position, expected, found, nearest, remedy }) => {
    const meant = nearest === undefined ? [] : [`did you mean "${nearest}"?`];
    const sentence = [`expected ${expected}, found ${found}`, ...meant].join('; ');
    const end = meant.length === 0 ? '.' : '';
    const message = remedy === '' ? sentence : `${sentence}${end} ${remedy}`;
    return { file, ...position, path: displayPath(path), expected, found, nearest, message };
  });
}
