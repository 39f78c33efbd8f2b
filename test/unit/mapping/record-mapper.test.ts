import { describe, expect, it } from 'vitest';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import type { MappedDocument, RecordContext } from '../../../src/model/document.ts';

const context: RecordContext = {
  namespace: 'contoso',
  dataset: 'o365.audit',
  contentCreatedMs: Date.UTC(2026, 7, 1, 10),
};
const map = createRecordMapper({ geoip: null, userAgent: null });

function documentOf(record: unknown, mapper = map): MappedDocument {
  const mapped = mapper(record, context);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return mapped.document;
}

describe('a record that is no object', () => {
  it.each([
    ['null', null, 'the record is null, not an object'],
    ['a number', 7, 'the record is a number, not an object'],
    ['a text', 'x', 'the record is a string, not an object'],
    ['a boolean', true, 'the record is a boolean, not an object'],
    ['a list', [{ Id: 'a' }], 'the record is a list, not an object'],
  ])('cannot be mapped: %s', (_, record, reason) => {
    expect(map(record, context)).toEqual({ kind: 'unmappable', reason });
  });
});

describe('the id of the document', () => {
  it('is the one that the fingerprint of Elastic’s integration gives', () => {
    expect(documentOf({ Id: '99d005e6-a4c6-46fd-117c-08d7abeceab5' }).id).toBe(
      'FdMRfzslXRhxJiV6FyF/eMCMxdI=',
    );
  });

  it('is that of the text of a number', () => {
    expect(documentOf({ Id: 4711 }).id).toBe(documentOf({ Id: '4711' }).id);
  });

  it.each([[''], ['  '], [null], [{ a: 1 }], [['a']], [true]])(
    'is made from the record when its Id is %j',
    (id) => {
      const record = { Id: id, Operation: 'A', CreationTime: '2026-08-01T09:00:00' };
      const document = documentOf(record);
      expect(document.id).toBe(documentOf(record).id);
      expect(document.id).not.toBe(documentOf({ ...record, Operation: 'B' }).id);
      const source = JSON.parse(document.source);
      expect(source.tags).toEqual(['m365_audit_no_id']);
      expect(source.event.id).toBeUndefined();
      expect(source.error.message).toHaveLength(1);
    },
  );

  it('of a record without Id is that of its text as it was delivered', () => {
    expect(documentOf({ Item: '{"Subject":"s"}' }).id).not.toBe(documentOf({ Item: { Subject: 's' } }).id);
  });

  it('does not depend on the order of the members of a record without Id', () => {
    const one = { A: { x: 1, y: [{ b: 1, a: 2 }] }, B: 2 };
    const other = { B: 2, A: { y: [{ a: 2, b: 1 }], x: 1 } };
    expect(documentOf(one).id).toBe(documentOf(other).id);
  });
});

describe('the time of the document', () => {
  it.each([
    ['2026-08-01T09:14:07', '2026-08-01T09:14:07.000Z'],
    ['2026-08-31T23:59:59', '2026-08-31T23:59:59.000Z'],
    ['2026-08-01T09:14:07Z', '2026-08-01T09:14:07.000Z'],
    ['2026-08-01T09:14:07.1234567Z', '2026-08-01T09:14:07.123Z'],
    ['2026-08-01T01:14:07-08:00', '2026-08-01T09:14:07.000Z'],
    ['2026-08-01 09:14:07', '2026-08-01T09:14:07.000Z'],
  ])('of %s is %s', (creationTime, timestamp) => {
    const source = JSON.parse(documentOf({ Id: 'a', CreationTime: creationTime }).source);
    expect(source['@timestamp']).toBe(timestamp);
    expect(source.error).toBeUndefined();
  });

  it.each([
    ['20260-08-01T09:14:07'],
    ['0001-01-01T00:00:00'],
    ['2026-02-30T00:00:00'],
    ['2026-13-01T00:00:00'],
    ['yesterday'],
    [''],
    [7],
    [null],
    [undefined],
    [{}],
  ])('is that of the blob when CreationTime is %j', (creationTime) => {
    const source = JSON.parse(documentOf({ Id: 'a', CreationTime: creationTime }).source);
    expect(source['@timestamp']).toBe('2026-08-01T10:00:00.000Z');
    expect(source.tags).toEqual(['m365_audit_no_creation_time']);
    expect(source.event.kind).toBe('pipeline_error');
  });

  it('is never missing', () => {
    const mapped = map({}, { ...context, contentCreatedMs: Number.NaN });
    expect(mapped.kind === 'document' && JSON.parse(mapped.document.source)['@timestamp']).toBe(
      '1970-01-01T00:00:00.000Z',
    );
  });
});

describe('the envelope', () => {
  it('names data stream, blob time and ECS version', () => {
    const document = documentOf({ Id: 'a', CreationTime: '2026-08-01T09:14:07' });
    expect(document.dataStream).toBe('logs-o365.audit-contoso');
    expect(JSON.parse(document.source)).toMatchObject({
      data_stream: { type: 'logs', dataset: 'o365.audit', namespace: 'contoso' },
      event: { id: 'a', created: '2026-08-01T10:00:00.000Z', dataset: 'o365.audit', module: 'o365' },
      ecs: { version: '8.11.0' },
    });
  });

  it('is one line', () => {
    expect(documentOf({ Id: 'a\nb', Operation: 'x\r\n' }).source).not.toMatch(/[\r\n]/);
  });

  it('holds the whole record only when asked to', () => {
    const record = { Id: 'a', CreationTime: '2026-08-01T09:14:07', Item: '{"Subject":"s"}' };
    expect(JSON.parse(documentOf(record).source).event.original).toBeUndefined();
    const keeping = createRecordMapper({ geoip: null, userAgent: null, originalEvent: true });
    expect(JSON.parse(documentOf(record, keeping).source).event.original).toBe(JSON.stringify(record));
  });

  it('leaves the record as it is', () => {
    const record = { Id: 'a', RecordType: 1, Parameters: [{ Name: 'a.b', Value: 'c' }], 'x.y': { '': null } };
    const before = structuredClone(record);
    documentOf(record);
    expect(record).toEqual(before);
  });
});
