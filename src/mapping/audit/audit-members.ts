import { isJsonObject } from '../../lib/json-object.ts';
import type { Draft } from '../draft.ts';
import { listOf, setOwn } from '../parse/json-value.ts';
import { canonicalUndeclared, canonicalValue } from './canonical.ts';
import { freeMemberName } from './member-name.ts';
import { DETECTED_VALUES, Remainder, type UndeclaredMember } from './remainder.ts';

/** Name of the flattened field for what has no declared field. */
const UNMAPPED = 'unmapped';

/**
 * o365.audit: every member of the record that has not moved elsewhere, each in the form that its declared type takes.
 * Most members stay as they are, and copying the record whole is the fastest way to keep them; JSON does not write those that
 * are undefined. `undeclared` gets the members that no row declares.
 */
export function auditMembers(draft: Draft, undeclared?: UndeclaredMember[]): Record<string, unknown> {
  const audit: Record<string, unknown> = { ...draft.record };
  const rest = new Remainder(undeclared);
  const isDeclared = (name: string): boolean => draft.members.isDeclared(name);
  for (let index = 0; index < draft.members.count; index++) {
    const member = draft.members.at(index);
    if (member === undefined) continue;
    const { name, shape, original, present } = member;
    if (present === undefined) {
      audit[name] = undefined;
      continue;
    }
    const canonical =
      shape === undefined ? canonicalUndeclared(present, name, rest) : canonicalValue(present, shape, rest);
    const free = shape === undefined ? freeMemberName(name, audit, audit, isDeclared) : name;
    if (shape === undefined && canonical !== undefined) rest.note('', name);
    if (free !== name) setOwn(audit, name, undefined);
    if (free !== name || canonical !== original) setOwn(audit, free, canonical);
  }
  if (rest.detected.length > 0)
    audit[DETECTED_VALUES] = [...listOf(audit[DETECTED_VALUES]), ...rest.detected];
  if (rest.values !== undefined) audit[UNMAPPED] = withOwnUnmapped(audit[UNMAPPED], rest.values);
  return audit;
}

/** A record may come with a member of that very name. */
function withOwnUnmapped(own: unknown, values: Record<string, unknown>): unknown {
  if (own === undefined) return values;
  return isJsonObject(own) ? { ...values, [UNMAPPED]: own } : [values, ...listOf(own)];
}
