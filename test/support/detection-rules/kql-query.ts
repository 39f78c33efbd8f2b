import type { estypes } from '@elastic/elasticsearch';
import type { Condition, FieldTest } from './condition.ts';
import { EVERY_FIELD } from './kql.ts';

type Query = NonNullable<estypes.SearchRequest['query']>;

/** The query that Kibana makes of KQL: values are matched by the type of their field, and conditions only filter. */
export function kqlQuery(condition: Condition): Query {
  switch (condition.kind) {
    case 'and':
      return { bool: { filter: condition.parts.map(kqlQuery) } };
    case 'or':
      return { bool: { should: condition.parts.map(kqlQuery), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: [kqlQuery(condition.part)] } };
    case 'nested':
      return { nested: { path: condition.path, query: kqlQuery(condition.part), score_mode: 'none' } };
    case 'test':
      return testQuery(condition.field, condition.test);
  }
}

function testQuery(field: string, check: FieldTest): Query {
  const several = field.includes('*');
  switch (check.op) {
    case 'exists':
      return field === EVERY_FIELD ? { match_all: {} } : { exists: { field } };
    case 'equals':
      return several
        ? { multi_match: { query: check.value, fields: [field], type: 'phrase', lenient: true } }
        : { match_phrase: { [field]: check.value } };
    case 'like':
      return several
        ? { query_string: { query: queryString(check.pattern), fields: [field], lenient: true } }
        : { wildcard: { [field]: { value: check.pattern } } };
    case 'range':
      return { range: { [field]: { [check.bound]: check.value } } };
    default:
      throw new TypeError(`KQL has no ${check.op}`);
  }
}

/** In a query string more characters mean something than in a pattern. */
function queryString(pattern: string): string {
  return pattern.replaceAll(/[+\-=&|><!(){}[\]^"~:/ ]/g, '\\$&');
}
