import type { Finding, PlacedFinding, Position } from './problem.ts';
import { toPointer, type ValuePath } from './value-path.ts';
import type { YamlTree } from './yaml-tree.ts';

const TOP: Position = { line: 1, column: 1 };

/** Finds the position of each finding; of what is missing, that of what it is missing in. A place keeps its first finding. */
export function placeFindings(
  findings: readonly (Finding | PlacedFinding)[],
  tree: Pick<YamlTree, 'keyAt' | 'valueAt'>,
): readonly PlacedFinding[] {
  const placed = findings.map((finding) => ({ position: positionOf(finding, tree), ...finding }));
  placed.sort(byPosition);
  const seen = new Set<string>();
  return placed.filter(({ path, position }) => {
    const place = `${position.line} ${toPointer(path)}`;
    return !seen.has(place) && seen.add(place);
  });
}

function positionOf(finding: Finding, tree: Pick<YamlTree, 'keyAt' | 'valueAt'>): Position {
  const pointer = toPointer(finding.path);
  const key = tree.keyAt.get(pointer);
  const value = tree.valueAt.get(pointer);
  return (finding.atKey === true ? (key ?? value) : (value ?? key)) ?? nearestAbove(finding.path, tree);
}

function nearestAbove(path: ValuePath, tree: Pick<YamlTree, 'keyAt' | 'valueAt'>): Position {
  for (let length = path.length - 1; length > 0; length--) {
    const pointer = toPointer(path.slice(0, length));
    const position = tree.keyAt.get(pointer) ?? tree.valueAt.get(pointer);
    if (position !== undefined) return position;
  }
  return TOP;
}

function byPosition(a: PlacedFinding, b: PlacedFinding): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}
