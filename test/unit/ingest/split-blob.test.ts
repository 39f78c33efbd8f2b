import { describe, expect, it } from 'vitest';
import { ingestErrors } from '../../../src/ingest/errors.ts';
import { BlobBodyError, recordsOf } from '../../../src/ingest/split-blob.ts';

/** Several slices of records, with characters of more than one byte wherever a slice may end. */
const records = Array.from({ length: 2_000 }, (_, index) => ({ Id: `${index}`, Text: 'é,]"[\\'.repeat(20) }));
const text = JSON.stringify(records);

function refusal(body: string): BlobBodyError {
  try {
    for (const _ of recordsOf(Buffer.from(body)));
  } catch (error) {
    if (error instanceof BlobBodyError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the records of a part, slice by slice', () => {
  it('are those of the whole, in order, also after a byte order mark', () => {
    expect([...recordsOf(Buffer.from(text))]).toEqual(records);
    expect([...recordsOf(Buffer.from(`\uFEFF ${text} `))]).toEqual(records);
    expect([...recordsOf(Buffer.from('[]'))]).toEqual([]);
  });

  it('have the digits of numbers that a JavaScript number does not hold', () => {
    const [record] = [...recordsOf(Buffer.from('[{"Id":"a","FileId":9007199254740993}]'))];
    expect(record).toEqual({ Id: 'a', FileId: '9007199254740993' });
  });

  it.each([
    ['cut in a later slice', text.slice(0, -10)],
    ['broken in a later slice', `${text.slice(0, -1)},{"Id":}]`],
    ['a comma too many', `${text.slice(0, -1)},]`],
    ['something after it', `${text}x`],
    ['empty', ''],
  ])('are refused as a whole when the part is %s', (_, body) => {
    expect(refusal(body)).toMatchObject({ code: ingestErrors.notJson.code, body });
  });

  it('are refused when the part is another value', () => {
    expect(refusal('{"Id":"1"}')).toMatchObject({ code: ingestErrors.notArray.code, body: '{"Id":"1"}' });
    expect(refusal('null').message).toContain('found null');
  });
});
