import { isJsonObject } from '../../src/lib/json-object.ts';
import { shapeTree } from '../../src/mapping/audit/shape.ts';
import { allFields } from '../../src/mapping/fields/component-template.ts';

const ROOT = shapeTree(allFields());

/** Paths of values outside of o365.audit that no field is declared for; Elasticsearch would not index them. */
export function undeclaredPaths(document: unknown): string[] {
  return pathsBelow(document, ROOT);
}

function pathsBelow(value: unknown, shape: typeof ROOT): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsBelow(item, shape));
  if (!isJsonObject(value) || shape.path === 'o365.audit' || shape.type === 'geo_point') return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const declared = shape.members.get(name);
    return declared === undefined ? [`${shape.path}.${name}`] : pathsBelow(member, declared);
  });
}
