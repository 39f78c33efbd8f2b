import { readFileSync } from 'node:fs';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { type Condition, testsOf } from './condition.ts';
import { eqlFields, parseEql } from './eql.ts';
import { parseEsql } from './esql.ts';
import { parseKql } from './kql.ts';

/** A detection rule, as far as its documents are concerned. */
export interface DetectionRule {
  readonly name: string;
  readonly language: string;
  readonly query: string;
  /** Fields that the rule names beside its query. */
  readonly fields: readonly string[];
  /** Fields that it counts or groups by: they need doc values. */
  readonly grouping: readonly string[];
}

/** A rule's query, read. */
export interface ReadRule {
  /** What each document of a match must fulfil; more than one for a sequence. */
  readonly events: readonly Condition[];
  readonly joinedBy: readonly string[];
  readonly fields: readonly string[];
  /** Fields with several values compare as null, unless they are expanded (ES|QL). */
  readonly singleValues: boolean;
  readonly expanded: ReadonlySet<string>;
  readonly left: readonly string[];
}

/** The rules of a JSON file: a list of {name, language, query, fields, new_terms, threshold}. */
export function readRules(file: URL): DetectionRule[] {
  const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return (Array.isArray(list) ? list : []).filter(isJsonObject).map((rule) => ({
    name: String(rule.name),
    language: String(rule.language),
    query: String(rule.query),
    fields: textsOf(rule.fields),
    grouping: [...groupingFields(rule.new_terms), ...groupingFields(rule.threshold)],
  }));
}

/** @throws UnreadableQuery when the query uses what cannot be read here */
export function readRule(rule: DetectionRule): ReadRule {
  const plain = { joinedBy: [], singleValues: false, expanded: new Set<string>(), left: [] };
  switch (rule.language) {
    case 'kuery': {
      const condition = parseKql(rule.query);
      const fields = testsOf(condition).map(([field]) => field);
      return { ...plain, events: [condition], fields: withNamed(fields, rule) };
    }
    case 'eql': {
      const query = parseEql(rule.query);
      return { ...plain, ...query, fields: withNamed(eqlFields(query), rule) };
    }
    case 'esql': {
      const { condition, expanded, fields, left } = parseEsql(rule.query);
      return {
        ...plain,
        events: [condition],
        singleValues: true,
        expanded,
        left,
        fields: withNamed(fields, rule),
      };
    }
    default:
      throw new TypeError(`no reader for the language ${rule.language}`);
  }
}

function withNamed(fields: readonly string[], rule: DetectionRule): string[] {
  return [...new Set([...fields, ...rule.fields, ...rule.grouping])];
}

/** `field` of a threshold, `value` of new terms whose `field` is "new_terms_fields", `cardinality[].field`. */
function groupingFields(value: unknown): string[] {
  if (!isJsonObject(value)) return [];
  const named = value.field === 'new_terms_fields' ? value.value : value.field;
  const cardinality = Array.isArray(value.cardinality) ? value.cardinality : [];
  return [...textsOf(named), ...cardinality.filter(isJsonObject).flatMap(({ field }) => textsOf(field))];
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}
