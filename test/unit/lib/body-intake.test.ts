import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BodyIntake } from '../../../src/lib/body-intake.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';

const mib = 1024 * 1024;
const records = Buffer.from(
  JSON.stringify(Array.from({ length: 200_000 }, (_, id) => ({ Id: `record ${id}` }))),
);

/** Takes a body as it comes from a socket; what it was expected to take after each piece. */
function received(bytes: Buffer, announcedBytes: number, packFromBytes = mib) {
  const intake = new BodyIntake({ announcedBytes, packFromBytes });
  const expectations: number[] = [];
  for (let at = 0; at < bytes.length; at += 60_000) {
    // Whoever receives uses its memory again.
    const piece = Buffer.from(bytes.subarray(at, at + 60_000));
    intake.add(piece);
    piece.fill(0);
    expectations.push(intake.expectedBytes);
  }
  return { body: new ReceivedBody(intake.end()), expectations };
}

async function read(body: ReceivedBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a body that is received', () => {
  it.each([0, records.length])(
    'is held compressed when it is large, and read as it came (%i bytes announced)',
    async (announced) => {
      const { body } = received(records, announced);

      expect(body.heldBytes).toBeLessThan(records.length / 4);
      expect((await read(body)).equals(records)).toBe(true);
      expect((await read(body)).equals(records)).toBe(true);
      expect(body.whole(records.length - 1)).toBeNull();
      expect(body.whole(records.length)?.equals(records)).toBe(true);
      expect(body.heldBytes).toBe(records.length);
    },
  );

  it('is held as it comes when it is small, or comes compressed', async () => {
    const small = received(records.subarray(0, mib), 0).body;
    const asItComes = received(records, records.length, Number.POSITIVE_INFINITY).body;

    expect([small.heldBytes, asItComes.heldBytes]).toEqual([mib, records.length]);
    expect((await read(small)).equals(records.subarray(0, mib))).toBe(true);
  });

  it('takes no more than it is long when it cannot be compressed', async () => {
    const noise = randomBytes(4 * mib);
    const { body } = received(noise, noise.length);

    expect(body.heldBytes).toBeLessThan(1.01 * noise.length);
    expect((await read(body)).equals(noise)).toBe(true);
  });

  it('gives its memory back', () => {
    const { body } = received(records, 0);
    body.release();

    expect(body.heldBytes).toBe(0);
  });
});

describe('what a body is expected to take', () => {
  it('is what was announced of a small one, from its first bytes on', () => {
    expect(received(records.subarray(0, mib), mib).expectations[0]).toBe(mib);
    expect(received(records, 0, Number.POSITIVE_INFINITY).expectations.at(-1)).toBe(records.length);
  });

  it('is never less than what is held of it', () => {
    const intake = new BodyIntake({ announcedBytes: 0, packFromBytes: mib });
    intake.add(records);
    const { expectedBytes } = intake;

    expect(expectedBytes).toBeGreaterThanOrEqual(new ReceivedBody(intake.end()).heldBytes);
  });

  it('follows from how far a large one can be compressed, as soon as that is known', () => {
    const { body, expectations } = received(records, records.length);
    const projected = expectations.slice(Math.ceil(mib / 60_000));

    expect(Math.max(...expectations)).toBeLessThan(1.5 * mib);
    expect(Math.min(...projected)).toBeGreaterThan(body.heldBytes);
    expect(Math.max(...projected)).toBeLessThan(2 * body.heldBytes + 256 * 1024);
  });
});
