import type { BlobCounts, DeadLetter, Ledger, PendingBlob } from '../model/ledger.ts';

/** Characters of dead letters in memory, at most, beside those of one part. */
const heldCharacters = 4 * 1024 * 1024;

/** The dead letters of one attempt at a blob. A few wait in memory for the acknowledgement, many in the ledger. */
export class LetterPile {
  readonly #ledger: Ledger;
  readonly #kinds = new Set<string>();
  #waiting: DeadLetter[] = [];
  #characters = 0;
  #holdId: number | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get kinds(): readonly string[] {
    return [...this.#kinds];
  }

  /** @throws CodedError of the ledger, where it cannot hold them */
  add(letters: readonly DeadLetter[]): void {
    for (const letter of letters) {
      this.#kinds.add(letter.kind);
      this.#waiting.push(letter);
      this.#characters += letter.record.length + letter.reason.length;
    }
    if (this.#characters <= heldCharacters) return;
    this.#holdId = this.#ledger.holdDeadLetters(this.#waiting, this.#holdId);
    this.#waiting = [];
    this.#characters = 0;
  }

  /** The blob is delivered, and they are kept. */
  recordDelivered(blob: PendingBlob, counts: BlobCounts, nowMs: number): void {
    this.#ledger.recordDelivered(blob, counts, this.#waiting, nowMs, this.#holdId);
  }

  /** To be called at the end of the attempt, whatever came of it. */
  drop(): void {
    if (this.#holdId === null) return;
    try {
      this.#ledger.dropHeldLetters(this.#holdId);
    } catch {
      // A full disk, perhaps, which is told already. They are in nobody's way, and the next start forgets them.
    }
  }
}
