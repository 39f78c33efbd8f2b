/**
 * How a field is mapped and which values it takes:
 * - keyword, wildcard, constant_keyword: texts (or lists of texts); numbers and booleans as text, objects as JSON text
 * - keyword_date: as keyword, but a value that is a date is brought to ISO 8601 in UTC
 * - keyword_integer: as keyword, but a whole number with an exponent is written out
 * - keyword_text, wildcard_text: as keyword or wildcard, with a `.text` multi-field for full text search
 * - text, match_only_text: full text
 * - long, boolean, date, ip, geo_point: only values of that type
 * - unindexed: kept, not searchable
 * - object: members with declared names; further members are kept and searchable under o365.audit.unmapped
 * - nested: a list of objects that are searched one by one
 * - flattened: an object of any names, every value in it searchable as keyword
 */
export type FieldType =
  | 'keyword'
  | 'keyword_date'
  | 'keyword_integer'
  | 'keyword_text'
  | 'wildcard_text'
  | 'constant_keyword'
  | 'text'
  | 'match_only_text'
  | 'long'
  | 'boolean'
  | 'date'
  | 'ip'
  | 'geo_point'
  | 'unindexed'
  | 'object'
  | 'nested'
  | 'flattened';

/** One declared field. */
export type FieldRow = readonly [path: string, type: FieldType, description: string, example: string];
