import { hash } from 'node:crypto';

/** A stream of random choices that is the same for the same key on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** One of the items; throws a RangeError when there are none. */
  pick<T extends NonNullable<unknown>>(items: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A random GUID. */
  guid(): string;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** sfc32 (Chris Doty-Humphrey, PractRand): fast, 128 bits of state, so that a million seeds do not meet. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
}

/** @param key the seed; any text */
export function createRandom(key: string): Random {
  const seed = hash('sha1', key, 'buffer');
  const next = sfc32(seed.readUInt32LE(0), seed.readUInt32LE(4), seed.readUInt32LE(8), seed.readUInt32LE(12));
  const int = (below: number): number => Math.floor(next() * below);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += int(0x1_0000_0000).toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    next,
    int,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    chance: (probability) => next() < probability,
    guid: () => {
      const h = hex(32);
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
    },
    hex,
  };
}

/** A number in [0, 1) that depends on nothing but the key. */
export function fractionFor(key: string): number {
  return hash('sha1', key, 'buffer').readUInt32LE(0) / 4_294_967_296;
}
