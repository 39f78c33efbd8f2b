import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteBlocks } from '../../../src/lib/byte-blocks.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';

const text = JSON.stringify(Array.from({ length: 5000 }, (_, id) => ({ id })));
const plain = Buffer.from(text);

async function read(body: ReceivedBody): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** In blocks of its own, as it is received. */
function blocksOf(bytes: Buffer): readonly Buffer[] {
  const blocks = new ByteBlocks();
  for (let at = 0; at < bytes.length; at += 1000) blocks.add(bytes.subarray(at, at + 1000));
  return blocks.end();
}

describe('bytes of unknown length', () => {
  it('stay in their order, in blocks that hold nothing else', () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => at % 251));
    const blocks = blocksOf(bytes);

    expect(Buffer.concat(blocks).equals(bytes)).toBe(true);
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.every(({ length, buffer }) => buffer.byteLength === length)).toBe(true);
  });

  it('are one block where the length was announced', () => {
    const blocks = new ByteBlocks(plain.length);
    blocks.add(plain);

    expect(blocks.end()).toEqual([plain]);
  });

  it('may be none', () => {
    expect(Buffer.concat(new ByteBlocks().end())).toHaveLength(0);
  });
});

describe('a received body', () => {
  it.each([
    ['identity', plain],
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    [' GZIP ', Buffer.concat([gzipSync(plain.subarray(0, 100)), gzipSync(plain.subarray(100))])],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
  ])('of encoding %s is read in parts as often as needed, then as a whole', async (encoding, bytes) => {
    const body = new ReceivedBody(blocksOf(bytes), encoding);

    expect(await read(body)).toBe(text);
    expect(await read(body)).toBe(text);
    expect(String(body.whole(plain.length))).toBe(text);
    expect(await read(body)).toBe(text);
  });

  it('is not made a whole beyond the limit, and stays compressed then', async () => {
    const packed = gzipSync(plain);
    const body = new ReceivedBody(blocksOf(packed), 'gzip');

    expect(body.whole(plain.length - 1)).toBeNull();
    expect(body.heldBytes).toBe(packed.length);
    expect(new ReceivedBody([plain]).whole(plain.length - 1)).toBeNull();
  });

  it('that was cut in its compression is told, whole or in parts', async () => {
    const cut = gzipSync(plain).subarray(0, 2000);

    expect(() => new ReceivedBody([cut], 'gzip').whole(1_000_000)).toThrow('unexpected end');
    await expect(read(new ReceivedBody([cut], 'gzip'))).rejects.toThrow('unexpected end');
  });

  it('gives its memory back, and takes none that others share', () => {
    const [own = Buffer.alloc(0)] = blocksOf(Buffer.from('own'));
    const shared = Buffer.from('shared');
    new ReceivedBody([own, shared]).release();

    expect(own).toHaveLength(0);
    expect(String(shared)).toBe('shared');
  });
});
