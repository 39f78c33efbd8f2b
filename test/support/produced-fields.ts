import { isJsonObject } from '../../src/lib/json-object.ts';
import { type Shape, shapeTree } from '../../src/mapping/audit/shape.ts';
import { allFields } from '../../src/mapping/fields/component-template.ts';

const ROOT = shapeTree(allFields());

/** Paths of the declared fields that hold a value, not members. */
export function declaredLeaves(): string[] {
  return leavesBelow(ROOT);
}

function leavesBelow(shape: Shape): string[] {
  return shape.members.size === 0 ? [shape.path] : [...shape.members.values()].flatMap(leavesBelow);
}

/** Paths of the declared fields for which the document has a value. */
export function producedLeaves(document: unknown): string[] {
  return producedBelow(document, ROOT);
}

function producedBelow(value: unknown, shape: Shape): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => producedBelow(item, shape));
  if (value === undefined || value === null) return [];
  if (shape.members.size === 0) return [shape.path];
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const declared = shape.members.get(name);
    return declared === undefined ? [] : producedBelow(member, declared);
  });
}
