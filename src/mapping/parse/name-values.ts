import { isJsonObject } from '../../lib/json-object.ts';
import { jsonText, parseJsonText } from './json-text.ts';
import { appendOwn, isEmpty, type MadeLists, setOwn } from './json-value.ts';

/**
 * Brings a name/value collection to its one shape, an object of name to value.
 *
 * Microsoft delivers these as a list of {Name, Value}, as one string (RecordType 18), as JSON text, or already as an object.
 * Of a name that comes twice both values are kept. What has no usable name, and what an entry says beside its name and value, is
 * kept as text under `_raw`.
 */
export function nameValueObject(value: unknown): Record<string, unknown> | undefined {
  return collect(value, PARAMETER, (target, name, entry, made) => {
    if (!isBlank(entry.Value)) appendOwn(target, name, entry.Value, made);
  });
}

/**
 * The same for lists of {Name, OldValue, NewValue}: an object of name to {NewValue, OldValue}.
 * Blanks and dots of a name become `_`, as in the field names that saved queries use (`Role.DisplayName` is `Role_DisplayName`).
 */
export function modifiedPropertiesObject(value: unknown): Record<string, unknown> | undefined {
  return collect(value, CHANGE, (target, key, entry, made) => {
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    const change: Record<string, unknown> = isJsonObject(present) ? { ...present } : {};
    if (!isBlank(entry.NewValue)) appendOwn(change, 'NewValue', entry.NewValue, made);
    if (!isBlank(entry.OldValue)) appendOwn(change, 'OldValue', entry.OldValue, made);
    setOwn(target, key, change);
  });
}

type Entry = Readonly<Record<string, unknown>>;

/** What the entries of a collection look like. */
interface EntryForm {
  readonly valueNames: readonly string[];
  /** The name under which the values of an entry are found. */
  readonly key: (name: string) => string;
}

const PARAMETER: EntryForm = { valueNames: ['Value'], key: (name) => name };
const CHANGE: EntryForm = {
  valueNames: ['OldValue', 'NewValue'],
  key: (name) => name.replaceAll(/[ .]/g, '_'),
};

function collect(
  value: unknown,
  { valueNames, key }: EntryForm,
  take: (target: Record<string, unknown>, key: string, entry: Entry, made: MadeLists) => void,
): Record<string, unknown> | undefined {
  const source = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  if (isBlank(source)) return undefined;
  const target: Record<string, unknown> = {};
  const made: MadeLists = new Set();
  if (isJsonObject(source) && !isEntry(source, valueNames)) {
    for (const name in source) appendOwn(target, key(name), source[name], made);
    return target;
  }
  for (const entry of Array.isArray(source) ? source : [source]) {
    const name = isJsonObject(entry) ? entryName(entry) : undefined;
    if (!isJsonObject(entry) || name === undefined) {
      keepRaw(target, entry, made);
      continue;
    }
    take(target, key(name), entry, made);
    if (hasOthers(entry, valueNames)) keepRaw(target, withoutValues(entry, valueNames), made);
  }
  return target;
}

function keepRaw(target: Record<string, unknown>, entry: unknown, made: MadeLists): void {
  if (isBlank(entry)) return;
  appendOwn(target, '_raw', typeof entry === 'string' ? entry : jsonText(entry), made);
}

/** A single object: `Name` is also the name of a parameter that most cmdlets have, so that it alone does not make an entry. */
function isEntry(object: Entry, valueNames: readonly string[]): boolean {
  if (entryName(object) === undefined || hasOthers(object, valueNames)) return false;
  return valueNames.some((name) => Object.hasOwn(object, name));
}

/** Whether an entry says more than its name and its values. */
function hasOthers(entry: Entry, valueNames: readonly string[]): boolean {
  for (const name in entry) {
    if (name !== 'Name' && !valueNames.includes(name) && !isEmpty(entry[name])) return true;
  }
  return false;
}

function withoutValues(entry: Entry, valueNames: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !valueNames.includes(name)));
}

function entryName(entry: Entry): string | undefined {
  const name = entry.Name;
  if (typeof name !== 'string') return undefined;
  return name.charCodeAt(0) > 0x20 || name.trim() !== '' ? name : undefined;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
