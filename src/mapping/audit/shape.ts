import type { FieldRow, FieldType } from '../fields/field-row.ts';

/** The declared shape of a member of o365.audit: its type, and the members that are declared below it. */
export interface Shape {
  readonly type: FieldType;
  /** Path below o365.audit, with dots. */
  readonly path: string;
  readonly members: ReadonlyMap<string, Shape>;
}

interface GrowingShape extends Shape {
  readonly members: Map<string, GrowingShape>;
}

/**
 * The tree of shapes that the rows declare. Paths are relative to o365.audit; a parent that has no row of its own is an object.
 * @throws Error when a path is declared twice
 */
export function shapeTree(rows: readonly FieldRow[]): Shape {
  const root: GrowingShape = { type: 'object', path: '', members: new Map() };
  const byDepth = [...rows].sort(([a], [b]) => a.split('.').length - b.split('.').length);
  for (const [path, type] of byDepth) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let parent = root;
    for (const name of names) {
      const next = parent.members.get(name) ?? newShape('object', joinPath(parent.path, name));
      parent.members.set(name, next);
      parent = next;
    }
    if (parent.members.has(last)) throw new Error(`the field ${path} is declared twice`);
    parent.members.set(last, newShape(type, path));
  }
  return root;
}

/** The path of a member. */
export function joinPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}

function newShape(type: FieldType, path: string): GrowingShape {
  return { type, path, members: new Map() };
}
