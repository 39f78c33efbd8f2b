import { configSchema } from '../../src/config/config.ts';
import { exampleLine, inlineYaml } from '../../src/config/types/example-line.ts';
import type { Key } from '../../src/config/types/value-type.ts';
import { configurationIntro } from './configuration-intro.ts';
import type { Generator } from './generator.ts';
import { generatedNotice, markdownTable } from './markdown.ts';
import { type SchemaRow, schemaRows } from './schema-rows.ts';

/** docs/configuration.md: every key of the configuration. */
export const configurationPage: Generator = {
  file: 'docs/configuration.md',
  generate: () =>
    [generatedNotice, configurationIntro(secretRows()), '## Keys', ...sections().map(section)]
      .join('\n\n')
      .concat('\n'),
};

function sections(): readonly SchemaRow[] {
  return schemaRows(configSchema, '').filter((row) => row.path === row.name);
}

function secretRows(): readonly SchemaRow[] {
  const rows = schemaRows(configSchema, '').filter((row) => row.key.type.fromFile);
  return rows.filter(({ path }, index) => rows.findIndex((row) => row.path === path) === index);
}

function section({ name, key }: SchemaRow): string {
  const below = key.sameKeysAs === undefined ? schemaRows(key.type, name) : [];
  const rows = below.map((row) => [
    code(row.path),
    row.types.join(', '),
    defaultCell(row),
    describe(row.key, row.conditions),
    exampleCell(row.name, row.key),
  ]);
  const required = key.presence === 'required' && !key.about.includes('Required') ? ' Required.' : '';
  return [
    `### ${name}`,
    `${key.about}${sameKeys(key)}${required}`,
    ...(rows.length === 0 ? [] : [markdownTable(['Key', 'Type', 'Default', 'Description', 'Example'], rows)]),
  ].join('\n\n');
}

function describe(key: Key<unknown>, conditions: readonly string[]): string {
  const only = conditions.length === 0 ? '' : `With ${alternatives(conditions)}: `;
  const since = key.since === undefined ? '' : ` Since ${key.since}.`;
  return `${only}${key.about}${sameKeys(key)}${substitute(key)}${since}`;
}

/** `method: a`, `b` or `c`: what the conditions have in common is said once. */
function alternatives(conditions: readonly string[]): string {
  const [first = '', ...others] = conditions;
  const words = [first, ...others.map((condition) => condition.slice(condition.indexOf(': ') + 2))].map(code);
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}

function sameKeys({ sameKeysAs }: Key<unknown>): string {
  return sameKeysAs === undefined ? '' : ` Its keys are those of ${code(sameKeysAs)}.`;
}

function substitute({ variable, fileVariable }: Key<unknown>): string {
  if (variable !== undefined) return ` Absent: the variable ${code(variable)} serves.`;
  return fileVariable === undefined ? '' : ` Absent: the variable ${code(fileVariable)} names the file.`;
}

function defaultCell({ key, choice }: SchemaRow): string {
  if (choice.length > 0) return `exactly one of ${choice.join(', ')}`;
  if (key.presence === 'required') return 'required';
  if (key.presence === 'optional') return 'none';
  const value = inlineYaml(key.fallback);
  return value === undefined ? '' : code(value);
}

function exampleCell(name: string, key: Key<unknown>): string {
  const line = exampleLine(name, key);
  return line === undefined ? '' : code(line);
}

function code(text: string): string {
  return `\`${text}\``;
}
