import { createHash } from 'node:crypto';

/** The first 96 bits of each id's SHA-1: no two ids will ever share them. */
const wordsPerId = 3;
const base64Sha1 = /^[A-Za-z0-9+/]{27}=$/;
const firstSlots = 1024;

/**
 * A set of document ids that takes some 20 bytes of each, in memory that the garbage collector need not look through; a Set
 * of strings takes five times that. Ids can only be added. A hash table with linear probing, at most two thirds full.
 */
export class IdSet {
  #slots = firstSlots;
  #words = new Uint32Array(firstSlots * wordsPerId);
  #size = 0;

  /** @param words of idWords */
  has(words: Uint32Array): boolean {
    return this.#isTaken(this.#slotOf(words));
  }

  /** @param words of idWords */
  add(words: Uint32Array): void {
    if (3 * this.#size >= 2 * this.#slots) this.#grow();
    const slot = this.#slotOf(words);
    if (this.#isTaken(slot)) return;
    this.#words.set(words, slot);
    this.#size += 1;
  }

  #grow(): void {
    const old = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * wordsPerId);
    this.#size = 0;
    for (let at = 0; at < old.length; at += wordsPerId) {
      if (old[at] !== 0) this.add(old.subarray(at, at + wordsPerId));
    }
  }

  /** Where the id stands, or the free place where it would. */
  #slotOf(words: Uint32Array): number {
    for (let slot = (words[1] ?? 0) % this.#slots; ; slot = (slot + 1) % this.#slots) {
      const at = slot * wordsPerId;
      if (!this.#isTaken(at) || this.#isAt(at, words)) return at;
    }
  }

  #isAt(at: number, words: Uint32Array): boolean {
    const stored = this.#words;
    return stored[at] === words[0] && stored[at + 1] === words[1] && stored[at + 2] === words[2];
  }

  #isTaken(at: number): boolean {
    return this.#words[at] !== 0;
  }
}

/**
 * Of an id that is a SHA-1 in Base64, as the mapper makes them, the hash itself; of any other, a hash of it. The first word
 * is never 0, which marks a free place.
 */
export function idWords(id: string): Uint32Array {
  const bytes = base64Sha1.test(id) ? Buffer.from(id, 'base64') : hashOf(id);
  return Uint32Array.of(bytes.readUInt32LE(0) || 1, bytes.readUInt32LE(4), bytes.readUInt32LE(8));
}

function hashOf(id: string): Buffer {
  return createHash('sha1').update(`other id ${id}`).digest();
}
