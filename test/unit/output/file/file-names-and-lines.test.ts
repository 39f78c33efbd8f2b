import { describe, expect, it } from 'vitest';
import { idOfLine, lineLength, writeLine } from '../../../../src/output/file/document-line.ts';
import { formatFileName, parseFileName } from '../../../../src/output/file/output-file-name.ts';

describe('the name of an output file', () => {
  it.each([
    ['logs-o365.audit-default', 1, 'logs-o365.audit-default-000001.ndjson'],
    ['logs-a-000001', 1_234_567, 'logs-a-000001-1234567.ndjson'],
    ['../odd', 2, '..%2Fodd-000002.ndjson'],
    ['logs-x-büro', 2, 'logs-x-b%C3%BCro-000002.ndjson'],
    [`logs-a+b-${'部'.repeat(33)}`, 2, `logs-a%2Bb-${'部'.repeat(33)}-000002.ndjson`],
  ])('of %s, %i is %s', (dataStream, sequence, name) => {
    expect(formatFileName({ dataStream, sequence })).toBe(name);
    expect(parseFileName(name)).toEqual({ dataStream, sequence });
  });

  it('is one that a file system takes, whatever letters dataset and namespace are of', () => {
    const dataStream = `logs-${'部'.repeat(33)}-${'é'.repeat(50)}`;
    expect(Buffer.byteLength(formatFileName({ dataStream, sequence: 1 }))).toBeLessThanOrEqual(255);
  });

  it.each(['notes.txt', 'a-1.ndjson', '-000001.ndjson', 'a-000001.ndjson.gz', '%zz-000001.ndjson'])(
    '%s is none',
    (name) => {
      expect(parseFileName(name)).toBeUndefined();
    },
  );
});

describe('a line', () => {
  it.each(['plain', 'with "quotes" and \\', 'FdMRfzslXRhxJiV6FyF/eMCMxdI=', ''])(
    'gives its id back: %s',
    (id) => {
      const document = { id, dataStream: 'x', source: Buffer.from('{"a":1.0}') };
      const bytes = Buffer.alloc(lineLength(document));
      expect(writeLine(document, bytes, 0)).toBe(bytes.length);
      const line = bytes.toString();
      expect(line.endsWith(',"_source":{"a":1.0}}\n')).toBe(true);
      expect(idOfLine(line)).toBe(id);
    },
  );

  it.each(['', '{}', '"_source":{}}', '{"_id":5,"_source":{}}', '{"_id":"cut', '{"_id":"\\x","_source":{}}'])(
    'that is none has no id: %s',
    (text) => {
      expect(idOfLine(text)).toBeUndefined();
    },
  );
});
