import { describe, expect, it } from 'vitest';
import { shapeTree } from '../../../src/mapping/audit/shape.ts';
import { RecordMembers } from '../../../src/mapping/record-members.ts';

function membersOf(record: Readonly<Record<string, unknown>>): RecordMembers {
  const members = new RecordMembers(shapeTree([['Declared', 'keyword', '', '']]));
  members.read({ Declared: 'of the record before', Undeclared: 'of the record before' });
  members.original('Undeclared');
  members.replace('Declared', 'moved');
  members.read(record);
  return members;
}

describe('the members of a record', () => {
  it('are those of the last record only', () => {
    const members = membersOf({});
    expect(members.count).toBe(0);
    expect(members.original('Declared')).toBeUndefined();
    expect(members.present('Undeclared')).toBeUndefined();
  });

  it('keep their order and their original beside the present shape', () => {
    const members = membersOf({ Undeclared: 1, Declared: 'a', Other: 2 });
    members.replace('Declared', 'b');
    members.replace('Other', undefined);
    expect([0, 1, 2].map((index) => members.at(index))).toMatchObject([
      { name: 'Undeclared', original: 1, present: 1, shape: undefined },
      { name: 'Declared', original: 'a', present: 'b', shape: { type: 'keyword' } },
      { name: 'Other', original: 2, present: undefined, shape: undefined },
    ]);
    expect(members.original('Other')).toBe(2);
  });

  it('can be more than the record has', () => {
    const members = membersOf({ Declared: 'a' });
    members.replace('New', 'b');
    expect(members.count).toBe(2);
    expect(members.present('New')).toBe('b');
    expect(members.original('New')).toBeUndefined();
  });

  it('are parsed where a step looks into JSON text, and the record with them', () => {
    const members = new RecordMembers(shapeTree([['Declared', 'keyword', '', '']]));
    const record = { Declared: '{"a":1}', Item: '{"Subject":"s"}', Target: '{no JSON', Undeclared: '[1]' };
    expect(members.read(record)).toEqual({ ...record, Item: { Subject: 's' } });
    expect(members.original('Item')).toEqual({ Subject: 's' });
    expect(members.original('Declared')).toBe('{"a":1}');
    expect(record.Item).toBe('{"Subject":"s"}');
    const plain = { Item: { Subject: 's' } };
    expect(members.read(plain)).toBe(plain);
  });

  it('have names of Object.prototype as any other', () => {
    const members = membersOf(JSON.parse('{"__proto__":1,"constructor":2}'));
    expect(members.original('__proto__')).toBe(1);
    expect(members.original('constructor')).toBe(2);
    expect(members.original('toString')).toBeUndefined();
  });
});
