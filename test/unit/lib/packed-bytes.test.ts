import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PackedBlocks, PackedBytes } from '../../../src/lib/packed-bytes.ts';

describe('bytes that are held compressed', () => {
  it.each([0, 1, 63, 64, 65, 300_000])('are the same again when there are %i of them', (length) => {
    const bytes = randomBytes(length);
    expect(new PackedBytes(bytes).unpack().equals(bytes)).toBe(true);
  });

  it.each([0, 1, 63, 64, 1000])('are the same again where %i stand in the last block', (rest) => {
    const bytes = Buffer.from('{"Id":"é"},'.repeat(70_000)).subarray(0, 2 * 256 * 1024 + rest);
    const blocks = new PackedBlocks();
    for (let from = 0; from < bytes.length; from += 7_777) blocks.add(bytes.subarray(from, from + 7_777));

    const packed = blocks.end();
    expect(Buffer.concat(packed.map((block) => block.unpack())).equals(bytes)).toBe(true);
    expect(packed.reduce((sum, { heldBytes }) => sum + heldBytes, 0)).toBeLessThan(bytes.length / 8);
  });
});
