import { isJsonObject } from '../../lib/json-object.ts';
import { jsonText, parseJsonText } from './json-text.ts';
import { appendOwn, type MadeLists, setOwn } from './json-value.ts';

/**
 * Brings a name/value collection to its one shape, an object of name to value.
 *
 * Microsoft delivers these as a list of {Name, Value}, as one string (RecordType 18), as JSON text, or already as an object.
 * Of a name that comes twice both values are kept. What has no usable name is kept as text under `_raw`.
 */
export function nameValueObject(value: unknown): Record<string, unknown> | undefined {
  return collect(value, (target, entry, made) => {
    const name = entryName(entry);
    if (name === undefined) return false;
    if (!isBlank(entry.Value)) appendOwn(target, name, entry.Value, made);
    return true;
  });
}

/**
 * The same for lists of {Name, OldValue, NewValue}: an object of name to {NewValue, OldValue}.
 * Blanks and dots of a name become `_`, as in the field names that saved queries use (`Role.DisplayName` is `Role_DisplayName`).
 */
export function modifiedPropertiesObject(value: unknown): Record<string, unknown> | undefined {
  return collect(value, (target, entry, made) => {
    const name = entryName(entry);
    if (name === undefined) return false;
    const key = name.replaceAll(/[ .]/g, '_');
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    const change: Record<string, unknown> = isJsonObject(present) ? { ...present } : {};
    if (!isBlank(entry.NewValue)) appendOwn(change, 'NewValue', entry.NewValue, made);
    if (!isBlank(entry.OldValue)) appendOwn(change, 'OldValue', entry.OldValue, made);
    setOwn(target, key, change);
    return true;
  });
}

type Entry = Readonly<Record<string, unknown>>;

function collect(
  value: unknown,
  take: (target: Record<string, unknown>, entry: Entry, made: MadeLists) => boolean,
): Record<string, unknown> | undefined {
  const source = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  if (isBlank(source)) return undefined;
  if (isJsonObject(source) && entryName(source) === undefined) return { ...source };
  const target: Record<string, unknown> = {};
  const made: MadeLists = new Set();
  for (const entry of Array.isArray(source) ? source : [source]) {
    if (isJsonObject(entry) && take(target, entry, made)) continue;
    if (isBlank(entry)) continue;
    appendOwn(target, '_raw', typeof entry === 'string' ? entry : jsonText(entry), made);
  }
  return target;
}

function entryName(entry: Entry): string | undefined {
  const name = entry.Name;
  if (typeof name !== 'string') return undefined;
  return name.charCodeAt(0) > 0x20 || name.trim() !== '' ? name : undefined;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
