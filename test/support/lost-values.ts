import { isJsonObject } from '../../src/lib/json-object.ts';
import { isoDate } from '../../src/mapping/parse/iso-date.ts';
import { parseJsonText } from '../../src/mapping/parse/json-text.ts';
import { isEmpty } from '../../src/mapping/parse/json-value.ts';
import { integerText, textOf } from '../../src/mapping/parse/text.ts';

/**
 * Values of the record that its document holds nowhere: neither as they are, nor as text, nor parsed (JSON text, dates). Names in
 * lists of names and values count as values: they are member names in the document.
 *
 * What a document leaves out on purpose, as docs/fields.md says, is not looked for: empty members, and names without a value.
 */
export function lostValues(record: unknown, document: unknown): string[] {
  const held = new Set<string>();
  collect(document, held);
  return missingBelow(record, held, '');
}

function missingBelow(value: unknown, held: ReadonlySet<string>, path: string): string[] {
  return valuesOf(value, path).flatMap(([place, text]) => {
    if (isHeld(text, held) || SAID_OTHERWISE.test(`${place}: ${text}`)) return [];
    const parsed = parseJsonText(text);
    return parsed === undefined ? [`${place}: ${text}`] : missingBelow(parsed, held, place);
  });
}

/** The second form of a time that investigations tell twice, and numbers that are written out as names. */
const SAID_OTHERWISE = /^\.?(?:.*\.)?QueryTime: \d{1,2}\/\d{1,2}\/\d{4} |^\.Platform: [0-5]$/;

function isHeld(value: string, held: ReadonlySet<string>): boolean {
  if (held.has(plain(value)) || held.has(plain(value.replaceAll(/[ .]/g, '_')))) return true;
  if (held.has(plain(integerText(value) ?? value))) return true;
  const date = isoDate(value);
  return date !== undefined && held.has(plain(date));
}

/** Without blanks around it and in lower case, as ids of tenants are. */
function plain(value: string): string {
  return value.trim().toLowerCase();
}

function collect(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      into.add(plain(name));
      collect(member, into);
    }
  } else {
    const text = textOf(value);
    if (text === undefined) return;
    into.add(plain(text));
    const parsed = parseJsonText(text);
    if (parsed !== undefined) collect(parsed, into);
  }
}

function valuesOf(value: unknown, path: string): [path: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesOf(item, path));
  if (isJsonObject(value)) {
    if (isNameWithoutValue(value)) return [];
    // This one name in a list of names and values has a place of its own: user_agent.
    if (value.Name === 'UserAgent') return valuesOf(value.Value, path);
    return Object.entries(value).flatMap(([name, member]) => valuesOf(member, `${path}.${name}`));
  }
  const text = textOf(value);
  return text === undefined ? [] : [[path, text]];
}

function isNameWithoutValue({ Name, ...others }: Readonly<Record<string, unknown>>): boolean {
  const values = Object.values(others);
  return typeof Name === 'string' && values.length > 0 && values.every(isNothing);
}

/** Also as JSON text. */
function isNothing(value: unknown): boolean {
  const text = textOf(value);
  if (text === undefined) return isEmpty(value);
  const parsed = parseJsonText(text);
  return parsed !== undefined && valuesOf(parsed, '').length === 0;
}
