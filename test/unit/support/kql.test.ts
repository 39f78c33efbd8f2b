import { describe, expect, it } from 'vitest';
import { parseKql } from '../../support/detection-rules/kql.ts';
import { kqlQuery } from '../../support/detection-rules/kql-query.ts';

const is = (field: string, value: string) => ({ match_phrase: { [field]: value } });
const like = (field: string, value: string) => ({ wildcard: { [field]: { value } } });
const exists = (field: string) => ({ exists: { field } });
const and = (...filter: object[]) => ({ bool: { filter } });
const or = (...should: object[]) => ({ bool: { should, minimum_should_match: 1 } });
const not = (query: object) => ({ bool: { must_not: [query] } });

describe('KQL as a query', () => {
  it.each<readonly [text: string, query: object]>([
    ['a:b', is('a', 'b')],
    ['  a.b : "c d" ', is('a.b', 'c d')],
    ['a:b c d', is('a', 'b c d')],
    ['a:b and c:d', and(is('a', 'b'), is('c', 'd'))],
    ['a:b AND NOT c:d', and(is('a', 'b'), not(is('c', 'd')))],
    ['a:b or c:d and e:f', or(is('a', 'b'), and(is('c', 'd'), is('e', 'f')))],
    ['(a:b Or c:d) and e:f', and(or(is('a', 'b'), is('c', 'd')), is('e', 'f'))],
    ['a:(b or c)', or(is('a', 'b'), is('a', 'c'))],
    ['a:(b or c d and not "e f")', or(is('a', 'b'), and(is('a', 'c d'), not(is('a', 'e f'))))],
    ['a:(* and not (b or c))', and(exists('a'), not(or(is('a', 'b'), is('a', 'c'))))],
    ['not(a:b)', not(is('a', 'b'))],
    ['not not a:b', not(not(is('a', 'b')))],
    ['a:*', exists('a')],
    ['a:*b*', like('a', '*b*')],
    ['a:x y*', like('a', 'x y*')],
    ['a:"*"', is('a', '*')],
    ['a:\\*b', is('a', '*b')],
    ['a:b?*', like('a', 'b\\?*')],
    ['a:c\\:\\\\d\\(1\\)', is('a', 'c:\\d(1)')],
    ['a:b \\and c', is('a', 'b and c')],
    ['a:\\not', is('a', 'not')],
    ['a:\\u0041\\tb', is('a', 'A\tb')],
    ['a:"b \\"c\\" \\\\ d\\S"', is('a', 'b "c" \\ d\\S')],
    ['a:android', is('a', 'android')],
    ['a:nothing or b:order', or(is('a', 'nothing'), is('b', 'order'))],
    ['a:false', is('a', 'false')],
    ['a >= 100', { range: { a: { gte: '100' } } }],
    ['a<"2026-08-01"', { range: { a: { lt: '2026-08-01' } } }],
    ['a > 1 and a <= now-1d', and({ range: { a: { gt: '1' } } }, { range: { a: { lte: 'now-1d' } } })],
    [
      'a:{ b:c and d:* }',
      { nested: { path: 'a', query: and(is('a.b', 'c'), exists('a.d')), score_mode: 'none' } },
    ],
    ['a.*:b', { multi_match: { query: 'b', fields: ['a.*'], type: 'phrase', lenient: true } }],
    ['a.*:b c*', { query_string: { query: 'b\\ c*', fields: ['a.*'], lenient: true } }],
    ['word', { multi_match: { query: 'word', fields: ['*'], type: 'phrase', lenient: true } }],
    ['*', { match_all: {} }],
  ])('%s', (text, query) => {
    expect(kqlQuery(parseKql(text))).toEqual(query);
  });

  it.each([
    [''],
    ['a:'],
    ['(a:b'],
    ['a:b)'],
    ['a:(b or'],
    ['a:"b'],
    ['a:b and'],
    ['a:{b:c'],
    ['and'],
    ['a:b\\x'],
  ])('is refused when it is wrong: %s', (text) => {
    expect(() => parseKql(text)).toThrow(/expected/);
  });
});
