import type { ErrorObject } from 'ajv';
import { keysOf, type Place, placeAt } from '../types/navigate.ts';
import type { ValueType } from '../types/value-type.ts';
import { describeFound } from './describe-found.ts';
import { nearest } from './nearest.ts';
import type { Finding } from './problem.ts';
import { addRemedy, valueRemedy } from './remedies.ts';
import { touchedSets } from './validate.ts';
import { fromPointer, toPointer, type ValuePath, valueAtPath } from './value-path.ts';

/** What was validated, for looking up what a violation is about. */
export interface Subject {
  readonly schema: ValueType<unknown>;
  readonly data: unknown;
  /** Pointer of each value that came from the environment, with the variable's name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** One place of what was validated. */
interface Site extends Place {
  readonly path: ValuePath;
  readonly value: unknown;
  readonly variable: string | undefined;
}

/** Says in an operator's words what a violation of the schema means; nothing where another violation says it already. */
export function explainViolation(violation: ErrorObject, subject: Subject): readonly Finding[] {
  // The outcome of if/else repeats what the violation inside it says.
  if (violation.keyword === 'if') return [];
  const site = siteAt(subject, fromPointer(violation.instancePath, subject.data));
  if (site === undefined) return [];
  switch (violation.keyword) {
    case 'required':
      return [missingKey(site, String(violation.params.missingProperty))];
    case 'additionalProperties':
      return [unknownKey(site, String(violation.params.additionalProperty))];
    case 'discriminator':
      return wrongTag(siteAt(subject, [...site.path, String(violation.params.tag)]), site);
    case 'exactlyOneSet':
      return wrongChoice(site);
    default:
      return [wrongValue(site, site.type.expects, choicesOf(site.type))];
  }
}

function siteAt(subject: Subject, path: ValuePath): Site | undefined {
  const place = placeAt(subject.schema, subject.data, path);
  if (place === undefined) return undefined;
  const variable = subject.variables.get(toPointer(path));
  return { ...place, path, value: valueAtPath(subject.data, path), variable };
}

function missingKey(parent: Site, name: string): Finding {
  const key = keysOf(parent.type, parent.value)?.[name];
  const file = key?.type.fromFile === true ? `, or ${name}_file` : '';
  const expected = `${key?.type.expects ?? name}${file}`;
  return { path: [...parent.path, name], expected, found: 'nothing', remedy: addRemedy(name, key) };
}

function unknownKey(parent: Site, name: string): Finding {
  const keys = Object.entries(keysOf(parent.type, parent.value) ?? {});
  const names = keys.flatMap(([known, key]) => (key.type.fromFile ? [known, `${known}_file`] : [known]));
  const absent = names.filter((known) => valueAtPath(parent.value, [known]) === undefined);
  const closest = nearest(name, absent) ?? nearest(name, names);
  return {
    path: [...parent.path, name],
    expected: `a known key (${keys.map(([known]) => known).join(', ')})`,
    found: `the unknown key ${JSON.stringify(name)}`,
    nearest: closest,
    remedy: closest === undefined ? 'Remove it.' : '',
    atKey: true,
  };
}

function wrongTag(tag: Site | undefined, parent: Site): readonly Finding[] {
  const { structure } = parent.type;
  if (tag === undefined || structure.kind !== 'variants') return [];
  const words = Object.keys(structure.variants);
  // Without a variant, the keys of none of them were looked at.
  const known = keysOf(parent.type, parent.value) ?? {};
  const unknown = Object.keys(parent.value ?? {}).filter((name) => !Object.hasOwn(known, name));
  return [
    wrongValue(tag, `one of ${words.join(', ')}`, words),
    ...unknown.map((name) => unknownKey(parent, name)),
  ];
}

function wrongChoice(site: Site): readonly Finding[] {
  const { structure } = site.type;
  if (structure.kind !== 'choice') return [];
  const sets = structure.alternatives.map((keys) => Object.keys(keys));
  const touched = touchedSets(sets, site.value);
  const [only] = touched;
  if (only === undefined) return noChoice(site, sets.flat());
  if (touched.length === 1) {
    const absent = only.filter((name) => valueAtPath(site.value, [name]) === undefined);
    return absent.map((name) => missingKey(site, name));
  }
  const given = touched.flat().filter((name) => valueAtPath(site.value, [name]) !== undefined);
  const remedy = 'Keep one and remove the rest.';
  return [{ path: site.path, expected: site.type.expects, found: given.join(' and '), remedy, atKey: true }];
}

/** Nothing is said where a misspelt key was meant to be the choice: the unknown key is reported. */
function noChoice(site: Site, names: readonly string[]): readonly Finding[] {
  const misspelt = Object.keys(site.value ?? {}).some((name) => nearest(name, names) !== undefined);
  const { path, type } = site;
  return misspelt
    ? []
    : [{ path, expected: type.expects, found: 'none of them', remedy: 'Add one.', atKey: true }];
}

function wrongValue(site: Site, expected: string, choices: readonly string[]): Finding {
  const { path, value, variable, type } = site;
  // A plain value in place of a section or a list may be a secret at the wrong key.
  const hidden = type.hidden || type.structure.kind !== 'scalar';
  const found = describeFound(value, { hidden, variable });
  const closest = typeof value === 'string' ? nearest(value, choices) : undefined;
  const remedy = closest === undefined ? valueRemedy(site, lastName(path), value) : '';
  return { path, expected, found, nearest: closest, remedy };
}

function choicesOf(type: ValueType<unknown>): readonly string[] {
  return type.structure.kind === 'scalar' ? (type.structure.choices ?? []) : [];
}

/** Name of the key that a path ends in, or that the list is behind. */
function lastName(path: ValuePath): string | undefined {
  return path.findLast((part) => typeof part === 'string');
}
