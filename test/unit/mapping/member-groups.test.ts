import { describe, expect, it } from 'vitest';
import { auditShape } from '../../../src/mapping/fields/audit-shape.ts';
import { MEMBER_GROUPS } from '../../../src/mapping/member-groups.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { fixtureContext } from '../../support/mapping-fixtures.ts';

const map = createRecordMapper({ geoip: null, userAgent: null });
const RECORD = { Id: 'a', CreationTime: '2026-08-01T09:14:07', RecordType: 1, Workload: 'Exchange' };

/** Values of which each member has at least one that a step would take. */
const VALUES: readonly unknown[] = [
  'user@example.com',
  '10.1.2.3',
  ['10.1.2.3', '10.1.2.4'],
  'Client=OWA;Mozilla/5.0 (Windows NT 10.0)',
  '42',
  '{"a":{"b":"c"},"DetectedValues":["d"]}',
  { Subject: 's', DeviceId: 'd', DetectedValues: ['d'], Reason: 'r' },
  [{ Name: 'From', Value: 'user@example.com' }, { AlertLinkHref: 'https://example.com/' }],
];

/** The record with an empty member of each group: it says nothing more, but every step looks. */
function lookedThrough(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const empty: Record<string, unknown> = {};
  for (const { names } of Object.values(MEMBER_GROUPS)) {
    const absent = names.find((name) => !(name in record));
    if (absent !== undefined) empty[absent] = '';
  }
  return { ...record, ...empty };
}

function sourceOf(record: unknown): unknown {
  const mapped = map(record, fixtureContext);
  return mapped.kind === 'document' ? JSON.parse(mapped.document.source) : mapped;
}

describe('the groups of members', () => {
  it('have a bit each', () => {
    const bits = Object.values(MEMBER_GROUPS).map(({ bit }) => bit);
    expect(new Set(bits).size).toBe(bits.length);
    for (const bit of bits) expect(bit & (bit - 1)).toBe(0);
  });

  it.each([...auditShape().members.keys()])('hold what a step reads: %s', (name) => {
    for (const value of VALUES) {
      const record = { ...RECORD, [name]: value };
      expect(sourceOf(record)).toEqual(sourceOf(lookedThrough(record)));
    }
  });
});
