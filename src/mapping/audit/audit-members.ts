import { isJsonObject } from '../../lib/json-object.ts';
import type { Draft } from '../draft.ts';
import { setOwn } from '../parse/json-value.ts';
import { canonicalUndeclared, canonicalValue } from './canonical.ts';
import { freeMemberName } from './member-name.ts';
import { Remainder } from './remainder.ts';
import type { Shape } from './shape.ts';

/** Name of the flattened field for what has no declared field. */
const UNMAPPED = 'unmapped';

/**
 * o365.audit: every member of the record that has not moved elsewhere, each in the form that its declared type takes.
 * Most members stay as they are, and copying the record whole is the fastest way to keep them; JSON does not write those that
 * are undefined.
 */
export function auditMembers(draft: Draft, root: Shape): Record<string, unknown> {
  const { record, replaced } = draft;
  const audit: Record<string, unknown> = { ...record };
  const rest = new Remainder();
  for (const name in record) {
    const value = record[name];
    if (replaced.has(name)) {
      audit[name] = undefined;
      continue;
    }
    const shape = root.members.get(name);
    if (shape === undefined) {
      addUndeclared(audit, name, value, rest);
    } else {
      const member = canonicalValue(value, shape, rest);
      if (member !== value) audit[name] = member;
    }
  }
  for (const [name, value] of replaced) {
    if (value === undefined) continue;
    const shape = root.members.get(name);
    if (shape === undefined) addUndeclared(audit, name, value, rest);
    else audit[name] = canonicalValue(value, shape, rest);
  }
  if (rest.values !== undefined) audit[UNMAPPED] = withOwnUnmapped(audit[UNMAPPED], rest.values);
  return audit;
}

function addUndeclared(audit: Record<string, unknown>, name: string, value: unknown, rest: Remainder): void {
  const member = canonicalUndeclared(value, name, rest);
  const free = freeMemberName(name, audit, audit);
  if (free !== name) setOwn(audit, name, undefined);
  if (free !== name || member !== value) setOwn(audit, free, member);
}

/** A record may come with a member of that very name. */
function withOwnUnmapped(own: unknown, values: Record<string, unknown>): unknown {
  if (own === undefined) return values;
  return isJsonObject(own) ? { ...values, [UNMAPPED]: own } : [values, ...(Array.isArray(own) ? own : [own])];
}
