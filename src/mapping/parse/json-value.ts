import { isJsonObject } from '../../lib/json-object.ts';

/** A JSON object whose members have not been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for the members of a blob that say nothing: null, "", {} and []. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _name in value) return false;
  return true;
}

/** The value as a list: itself where it is one, nothing where there is none. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The objects of a list, or a single one; nothing for anything else. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isJsonObject);
  return isJsonObject(value) ? [value] : [];
}

/**
 * Sets an own member. `__proto__` is a legal JSON name that a plain assignment would turn into the object's prototype.
 */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** Lists that {@link appendOwn} has made: it adds to these, and leaves those alone that were delivered. */
export type MadeLists = Set<unknown>;

/** Like {@link setOwn}, but a second value of the same name makes a list of both. */
export function appendOwn(
  target: Record<string, unknown>,
  name: string,
  value: unknown,
  made: MadeLists,
): void {
  const present = target[name];
  // What a plain object inherits (`constructor`, `__proto__`) is never undefined.
  if (present === undefined) {
    target[name] = value;
  } else if (!Object.hasOwn(target, name)) {
    setOwn(target, name, value);
  } else if (Array.isArray(present) && made.has(present)) {
    present.push(value);
  } else {
    const list = [...(Array.isArray(present) ? present : [present]), value];
    made.add(list);
    setOwn(target, name, list);
  }
}
