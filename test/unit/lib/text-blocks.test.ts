import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodedTexts, TextBlocks } from '../../../src/lib/text-blocks.ts';

const mib = 1024 * 1024;

describe('encoded texts', () => {
  it('are what each text is in UTF-8, whatever its length, beside each other', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .tuple(fc.string({ unit: 'grapheme' }), fc.nat({ max: 20_000 }))
        .map(([unit, times]) => unit.repeat(times)),
    );
    const blocks = new TextBlocks();
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        const encoded = new EncodedTexts(blocks);
        const bytes = texts.map((one) => encoded.add(one));
        expect(bytes.map((one) => one.toString('utf8'))).toEqual(texts.map((one) => one.toWellFormed()));
        encoded.release();
      }),
      { numRuns: 60 },
    );
  });

  it('of one release use the memory of another again, and never that of one still in use', () => {
    const blocks = new TextBlocks();
    const first = new EncodedTexts(blocks);
    const kept = first.add('kept');
    const second = new EncodedTexts(blocks);
    const beside = second.add('beside');
    expect(beside.buffer).not.toBe(kept.buffer);

    second.release();
    expect(new EncodedTexts(blocks).add('next').buffer).toBe(beside.buffer);
    expect(kept.toString('utf8')).toBe('kept');
  });

  it('keep no more than 8 MiB for later', () => {
    const blocks = new TextBlocks();
    const encoded = new EncodedTexts(blocks);
    const used = new Set(Array.from({ length: 200 }, () => encoded.add('x'.repeat(80_000)).buffer));
    encoded.release();
    const again = new EncodedTexts(blocks);
    const next = Array.from({ length: 200 }, () => again.add('x'.repeat(80_000)).buffer);
    const reused = next.filter((buffer) => used.has(buffer));
    expect(new Set(reused).size * 256 * 1024).toBe(8 * mib);
  });
});
