import { describe, expect, it } from 'vitest';
import type { EventCategory, EventType } from '../../../src/mapping/ecs-document.ts';
import { keepExpectedTypes } from '../../../src/mapping/expected-types.ts';
import { GENERAL_ACTIONS } from '../../../src/mapping/general-actions.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { RECORD_TYPES } from '../../../src/mapping/record-types.ts';
import { workloadOf } from '../../../src/mapping/workloads/registry.ts';
import { fixtureContext } from '../../support/mapping-fixtures.ts';

/** As the ECS 8.11 reference lists them under the allowed values of event.category. */
const REFERENCE = new Map<unknown, readonly string[]>([
  ['authentication', ['start', 'end', 'info']],
  ['configuration', ['access', 'change', 'creation', 'deletion', 'info']],
  ['database', ['access', 'change', 'info', 'error']],
  ['email', ['info']],
  ['file', ['access', 'change', 'creation', 'deletion', 'info']],
  ['iam', ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user']],
  ['malware', ['info']],
  ['session', ['start', 'end', 'info']],
  ['threat', ['indicator']],
  ['web', ['access', 'error', 'info']],
]);
const VERBS = [
  'CreateIt',
  'DeleteIt',
  'UpdateIt',
  'ViewIt',
  'StartIt',
  'StopIt',
  'New-It',
  'Get-It',
  'Set-Role',
];

describe('event.type', () => {
  it.each<[EventCategory[], EventType[], EventType[]]>([
    [['web', 'email'], ['info', 'creation'], ['info']],
    [
      ['web', 'file'],
      ['info', 'creation'],
      ['info', 'creation'],
    ],
    [
      ['web', 'database'],
      ['info', 'deletion'],
      ['info', 'change'],
    ],
    [
      ['web', 'database'],
      ['info', 'change', 'deletion'],
      ['info', 'change'],
    ],
    [
      ['web', 'iam'],
      ['info', 'user', 'creation'],
      ['info', 'user', 'creation'],
    ],
    [
      ['web', 'authentication'],
      ['info', 'start', 'access'],
      ['info', 'start', 'access'],
    ],
    [['web'], ['info', 'start'], ['info']],
  ])('with the categories %j and the types %j is %j', (category, type, kept) => {
    const event = { kind: 'event' as const, category, type, dataset: '', module: '' };
    keepExpectedTypes(event);
    expect(event.type).toEqual(kept);
  });

  it('of any operation of any record type is expected with its categories, which begin with web', () => {
    const map = createRecordMapper({ geoip: null, userAgent: null });
    const wrong: unknown[] = [];
    for (const RecordType of [...RECORD_TYPES.keys(), 99_999]) {
      const own = workloadOf(RecordType)?.actions?.keys() ?? [];
      for (const Operation of [...own, ...GENERAL_ACTIONS.keys(), ...VERBS]) {
        const mapped = map({ Id: 'a', RecordType, Operation }, fixtureContext);
        const { event } = JSON.parse(mapped.kind === 'document' ? mapped.document.source : '{}');
        const expected = new Set(event.category.flatMap((name: unknown) => REFERENCE.get(name) ?? []));
        const isExpected = event.type.every((type: unknown) => expected.has(type));
        if (!isExpected || event.category[0] !== 'web' || event.type[0] !== 'info') wrong.push(event);
      }
    }
    expect(wrong).toEqual([]);
  });
});
