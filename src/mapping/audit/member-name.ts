import { freeName } from '../free-name.ts';

const MAX_LENGTH = 256;

/**
 * A name under which a member can be put into an object that Elasticsearch looks into (tried with 9.2: `""`, `" "`, `"."`, `".a"`
 * and `"a..b"` are refused there, `"Item.Id"` would be taken for the Id of Item).
 */
function safeMemberName(name: string): string {
  if (isSafe(name)) return name;
  const cut = name.slice(0, MAX_LENGTH).replaceAll('.', '_');
  return cut.trim() === '' ? '_' : cut;
}

/** Dots would be read as a path, and a blank name is refused. */
function isSafe(name: string): boolean {
  if (name.length > MAX_LENGTH || name.includes('.')) return false;
  const first = name.charCodeAt(0);
  return (first > 0x20 && first < 0x7f) || name.trim() !== '';
}

/**
 * The safe name, made unlike every name that the delivered object or its copy already has, and unlike those of declared fields:
 * a value under one of these would have to fit its type.
 */
export function freeMemberName(
  name: string,
  source: object,
  copy: object,
  isDeclared: (name: string) => boolean,
): string {
  const safe = safeMemberName(name);
  if (safe === name) return name;
  return freeName(
    name,
    safe,
    (free) => isDeclared(free) || Object.hasOwn(source, free) || Object.hasOwn(copy, free),
  );
}
