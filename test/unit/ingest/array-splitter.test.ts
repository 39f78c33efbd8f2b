import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySplitter, SplitError } from '../../../src/ingest/array-splitter.ts';

/** The parsed parts of a body that comes in chunks which end at `cuts`; null where it is refused. */
function split(body: Buffer, cuts: readonly number[], partBytes: number): unknown[][] | null {
  const splitter = new ArraySplitter(partBytes);
  const ends = [...cuts.map((cut) => cut % (body.length + 1)).sort((a, b) => a - b), body.length];
  try {
    let from = 0;
    const parts = ends.flatMap((end) => {
      const chunk = body.subarray(from, end);
      from = end;
      return [...splitter.push(chunk)].map((part) => JSON.parse(part.toString('utf8')) as unknown[]);
    });
    splitter.end();
    return parts;
  } catch (error) {
    if (error instanceof SplitError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What JSON.parse makes of the same body; null where it is no array. */
function parsed(body: Buffer): unknown[] | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const cuts = fc.array(fc.nat(2000), { maxLength: 12 });
const partBytes = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 }));
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const array = fc
  .tuple(fc.array(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })), fc.boolean(), space, space, fc.nat(4))
  .map(([values, mark, before, after, indent]) =>
    Buffer.from(`${mark ? '\uFEFF' : ''}${before}${JSON.stringify(values, null, indent)}${after}`),
  );

describe('an array in chunks', () => {
  it('has the elements that JSON.parse finds, wherever it is cut', () => {
    fc.assert(
      fc.property(array, cuts, partBytes, (body, at, size) => {
        expect(split(body, at, size)?.flat()).toEqual(parsed(body));
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused exactly where JSON.parse refuses it: arrays with some bytes put in, taken out or changed', () => {
    const harm = fc.record({
      at: fc.nat(2000),
      remove: fc.nat(2),
      insert: fc.oneof(
        fc.constantFrom('', ',', '[', ']', '{', '}', '"', '\\', ' ', '\uFEFF', ':', '0', 'null', '\n'),
        fc.string({ unit: 'binary', maxLength: 2 }),
      ),
    });
    fc.assert(
      fc.property(
        array,
        fc.array(harm, { minLength: 1, maxLength: 3 }),
        cuts,
        partBytes,
        (good, harms, at, size) => {
          const body = harms.reduce((bytes, { at: place, remove, insert }) => {
            const from = place % (bytes.length + 1);
            return Buffer.concat([
              bytes.subarray(0, from),
              Buffer.from(insert),
              bytes.subarray(from + remove),
            ]);
          }, good);
          expect(split(body, at, size)?.flat() ?? null).toEqual(parsed(body));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is refused exactly where JSON.parse refuses it: any row of tokens', () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      'true',
      ' ',
      '\uFEFF',
      '"\\""',
      'é',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), cuts, partBytes, (tokens, at, size) => {
        const body = Buffer.from(tokens.join(''));
        expect(split(body, at, size)?.flat() ?? null).toEqual(parsed(body));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the parts', () => {
  it('are as large as asked for, with whole elements', () => {
    const body = Buffer.from(
      JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id, text: 'x'.repeat(50) }))),
    );
    const parts = split(body, [], 500) ?? [];

    expect(parts.length).toBeGreaterThan(10);
    expect(parts.slice(0, -1).every((part) => part.length === 8)).toBe(true);
    expect(parts.flat()).toEqual(parsed(body));
  });

  it('hold no space from between the elements, however much there is', () => {
    const space = Buffer.alloc(1000, ' ');
    const splitter = new ArraySplitter(10_000);
    const chunks = ['[', space, '"a b",', space, space, '"c"', space, ', 1', ']', space];
    const parts = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))].map(String));
    splitter.end();

    expect(parts.map((part) => JSON.parse(part))).toEqual([['a b', 'c', 1]]);
    expect(parts.join('').length).toBeLessThan(1100);
  });

  it('of an empty array are one empty array', () => {
    expect(split(Buffer.from(' [ ] '), [], 1)).toEqual([[]]);
  });
});

describe('what is no array', () => {
  it.each([
    ['{"error": {}}', 'other'],
    [' "text"', 'other'],
    ['-1', 'other'],
    ['null', 'other'],
    ['<html>', 'broken'],
    ['[1', 'broken'],
    ['', 'broken'],
  ])('%s is told to be %s', (text, fault) => {
    const splitter = new ArraySplitter(100);
    const all = () => {
      for (const _part of splitter.push(Buffer.from(text)));
      splitter.end();
    };

    expect(all).toThrow(expect.objectContaining({ name: 'SplitError', fault }));
  });
});
