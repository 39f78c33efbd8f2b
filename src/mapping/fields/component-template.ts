import { type Shape, shapeTree } from '../audit/shape.ts';
import { AUDIT_FIELDS } from './audit-shape.ts';
import { ECS_FIELDS } from './ecs-fields.ts';
import type { FieldRow, FieldType } from './field-row.ts';

/** Elasticsearch's default, and what documents with long lists can still be searched by. */
const IGNORE_ABOVE = 1_024;
/** For texts that are searched as a whole. UTF-8 takes at most 3 bytes a character; Lucene takes terms up to 32,766 bytes. */
const IGNORE_ABOVE_LONG = 8_191;
/** Members that hold whole texts rather than names. */
const LONG_TEXTS = /(?:^|\.)(?:_raw|NonPIIParameters|EventData|NewValue|OldValue)$/;

/** Every declared field of a document. */
export function allFields(): FieldRow[] {
  const audit = AUDIT_FIELDS.map(
    ([path, type, description, example]): FieldRow => [`o365.audit.${path}`, type, description, example],
  );
  return [
    ...ECS_FIELDS,
    ['o365.audit', 'object', 'What is left of the record.', '{"UserKey":"10032001"}'],
    ...audit,
  ];
}

/**
 * The component template `m365-audit-fields`: the best type of a full distribution for each declared field. Nothing is mapped
 * dynamically, so that the number of fields is fixed, and a member that nobody has declared cannot be refused.
 */
export function componentTemplate(): Record<string, unknown> {
  return {
    template: {
      mappings: {
        dynamic: false,
        date_detection: false,
        numeric_detection: false,
        properties: properties(shapeTree(allFields())),
      },
    },
    _meta: {
      description: 'Fields of m365-audit documents. Generated from src/mapping/fields; do not edit.',
      managed_by: 'm365-audit',
    },
  };
}

function properties(shape: Shape): Record<string, unknown> {
  const sorted = [...shape.members].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, member]) => [name, mapping(member)]));
}

function mapping(shape: Shape): Record<string, unknown> {
  const own = TYPE_MAPPINGS[shape.type](shape.path);
  if (shape.members.size === 0) return own;
  const members = properties(shape);
  return shape.type === 'nested' ? { ...own, properties: members } : { properties: members };
}

const TEXT_FIELD = { text: { type: 'match_only_text' } };

function keyword(path: string): Record<string, unknown> {
  return { type: 'keyword', ignore_above: LONG_TEXTS.test(path) ? IGNORE_ABOVE_LONG : IGNORE_ABOVE };
}

const TYPE_MAPPINGS: Record<FieldType, (path: string) => Record<string, unknown>> = {
  keyword,
  keyword_date: keyword,
  keyword_integer: keyword,
  keyword_text: (path) => ({ ...keyword(path), fields: TEXT_FIELD }),
  wildcard_text: () => ({ type: 'wildcard', ignore_above: IGNORE_ABOVE_LONG, fields: TEXT_FIELD }),
  constant_keyword: () => ({ type: 'constant_keyword' }),
  text: () => ({ type: 'text' }),
  match_only_text: () => ({ type: 'match_only_text' }),
  long: () => ({ type: 'long' }),
  boolean: () => ({ type: 'boolean' }),
  date: () => ({ type: 'date' }),
  ip: () => ({ type: 'ip' }),
  geo_point: () => ({ type: 'geo_point' }),
  unindexed: () => ({ type: 'keyword', index: false, doc_values: false }),
  object: () => ({ type: 'object' }),
  nested: () => ({ type: 'nested' }),
  flattened: () => ({ type: 'flattened', ignore_above: IGNORE_ABOVE }),
};
