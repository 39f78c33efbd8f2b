import { describe, expect, it } from 'vitest';
import { type Condition, UnreadableQuery } from '../../support/detection-rules/condition.ts';
import { eqlFields, parseEql } from '../../support/detection-rules/eql.ts';
import { parseEsql } from '../../support/detection-rules/esql.ts';
import { findSubjects, ownRecords } from '../../support/detection-rules/find-subjects.ts';
import { holds } from '../../support/detection-rules/holds.ts';
import { parseKql } from '../../support/detection-rules/kql.ts';
import { foreseen } from '../../support/detection-rules/mapped-subject.ts';

type Document = Readonly<Record<string, readonly string[]>>;

const DOCUMENT: Document = {
  'event.category': ['web', 'authentication'],
  action: ['Set-Mailbox'],
  to: ['smtp:eve@example.com', 'bob@Contoso.example'],
  domain: ['contoso.example'],
  ip: ['10.1.2.3'],
  count: ['100'],
  path: ['C:\\a*b'],
};

function result(condition: Condition, document = DOCUMENT, isSingle = false): boolean | null {
  return holds(condition, { valuesOf: (field) => document[field] ?? [], isSingle: () => isSingle });
}

describe('an event query in EQL', () => {
  it.each<readonly [query: string, expected: boolean | null]>([
    ['any where true', true],
    ['web where action == "Set-Mailbox"', true],
    ['file where action == "Set-Mailbox"', false],
    ['any where action == "set-mailbox"', false],
    ['any where action : "set-*"', true],
    ['any where action != "Set-Mailbox"', false],
    ['any where action in ("a", "Set-Mailbox")', true],
    ['any where action not in ("a", "Set-Mailbox")', false],
    ['any where action in~ ("SET-mailbox")', true],
    ['any where action like "Set-M?il*"', true],
    ['any where action like~ ("x", "set-m*") and not action like~ "*box"', false],
    ['any where action regex~ "set-.*"', true],
    ['any where ?missing != null', false],
    ['any where ?missing == null', true],
    ['any where missing == "a"', null],
    ['any where not endsWith~(?missing, domain)', null],
    ['any where not endsWith~(to, domain)', false],
    ['any where endsWith(to, "example")', true],
    ['any where endsWith(to, "EXAMPLE") or startsWith~(to, "x", "SMTP:")', true],
    ['any where stringContains(action, "-")', true],
    ['any where cidrMatch(ip, "192.168.0.0/16", "10.0.0.0/8")', true],
    ['any where count >= 100 and count < 101', true],
    ['any where path == "C:\\\\a*b" /* and false */ // and more', true],
    ['any where action == """Set-Mailbox"""', true],
  ])('%s', (query, expected) => {
    const [condition] = parseEql(query).events;
    expect(condition && result(condition)).toBe(expected);
  });

  it.each([
    ['any where x + 1 == 2'],
    ['where x == 1'],
    ['any where foo(x)'],
    ['any where x =='],
    ['any where (x == 1'],
  ])('is refused when it cannot be read: %s', (query) => {
    expect(() => parseEql(query)).toThrow(UnreadableQuery);
  });

  it('can be a sequence of events with something in common', () => {
    const query = parseEql(
      'sequence by a.b, c with maxspan=5m [web where d == "1"] [any where ?e.f != null]',
    );
    expect(query.events).toHaveLength(2);
    expect(query.joinedBy).toEqual(['a.b', 'c']);
    expect(eqlFields(query)).toEqual(['event.category', 'd', 'e.f', 'a.b', 'c']);
  });
});

describe('a query in ES|QL', () => {
  it.each<readonly [query: string, expected: boolean | null]>([
    ['from i | where action == "Set-Mailbox" and count is not null', true],
    ['from i | where missing is null', true],
    ['from i | where to_lower(action) == "set-mailbox"', true],
    ['from i | where to_lower(action) rlike "(set|new)-.*"', true],
    ['from i | where action like "Set-*" | where count > 200', false],
    ['from i | where missing != "a"', null],
    ['from i | where event.category == "authentication"', null],
    ['from i | mv_expand event.category | where event.category == "authentication"', true],
    ['from i | eval a = to_lower(action), b = action | where a == "set-mailbox" and b like "Set*"', true],
    ['from i | eval n = length(action) | where n > 200 and count < 7', false],
    ['from i | eval n = length(action) | where n > 200 or count < 7', true],
    ['from i | where cidr_match(ip, "10.0.0.0/8")', true],
  ])('%s', (query, expected) => {
    const { condition, expanded } = parseEsql(query);
    const isSingle = (field: string) => !expanded.has(field);
    expect(holds(condition, { valuesOf: (field) => DOCUMENT[field] ?? [], isSingle })).toBe(expected);
  });

  it('leaves what is about columns of its own', () => {
    const { fields, left, condition } = parseEsql(
      'from i metadata _id | eval Esql.n = length(a.b) | where a.b == "|" | grok c.d """(?<Esql.x>.*)""" | where Esql.x == "" ' +
        '| stats n = count(*), Esql.m = max(@timestamp) by source.`as`.number | where n > 3 | keep _id, a.b',
    );
    expect(fields).toEqual(['a.b', 'c.d', '@timestamp', 'source.as.number']);
    expect(left).toEqual(['grok', 'where', 'stats', 'where']);
    expect(result(condition, { 'a.b': ['|'] })).toBe(true);
  });
});

describe('records for a rule', () => {
  const records = ownRecords();

  it('fulfil it, and all but one of its demands', () => {
    const rule = parseKql(
      'event.action:"New-Thing" and event.provider:(Exchange or SharePoint) and o365.audit.Parameters.Enabled:true and ' +
        'not o365.audit.UserType:(3 or 4) and user.name:*help* and source.geo.country_name:*',
    );
    const { match, nearMisses } = findSubjects(rule, [], records);
    expect(resultFor(rule, match)).toBe(true);
    expect(nearMisses).toHaveLength(6);
    for (const subject of nearMisses) expect(resultFor(rule, subject)).not.toBe(true);
  });

  it('cannot be made for a field that nobody knows how to write', () => {
    expect(() => findSubjects(parseKql('brand.new:field'), [], records)).toThrow('brand.new');
  });

  function resultFor(rule: Condition, subject: Parameters<typeof foreseen>[0]): boolean | null {
    return holds(rule, foreseen(subject));
  }
});
