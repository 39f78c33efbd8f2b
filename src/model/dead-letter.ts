import type { BlobCounts, DeadLetter } from './ledger.ts';
import type { Stream } from './stream.ts';

/** A dead letter as the ledger keeps it. */
export interface KeptDeadLetter extends DeadLetter {
  readonly id: number;
  readonly stream: Stream;
  readonly contentId: string;
  /** `contentCreated` of its blob, epoch milliseconds. */
  readonly createdMs: number;
  readonly keptMs: number;
  /** The program and its mapping that could not do better. */
  readonly version: string;
}

/** How much of the room for dead letters is taken. */
export interface DeadLetterSpace {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** Dead letters of one blob that went through mapping and output again. */
export interface Replay {
  readonly letters: readonly KeptDeadLetter[];
  /** What became of their records; records = indexed + duplicates + filtered + deadLetters. */
  readonly counts: BlobCounts;
  /** Those that are still rejected, with today's reason; counts.deadLetters of them. */
  readonly rejected: readonly DeadLetter[];
  /** The letter was the body of a blob that counted as lost, and has become records: the blob is delivered. */
  readonly wholeBlob: boolean;
}

/** Dead letters are never evicted: they leave by a replay, and where there is no room for more, nothing more is taken. */
export interface DeadLetterStore {
  deadLetterSpace(): DeadLetterSpace;
  /** @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL */
  requireDeadLetterRoom(): void;
  /** The next ones after `afterId`, oldest first, of the claimed streams, as many as fit into `maxBytes` but one at least. */
  deadLettersAfter(afterId: number, kind: string | null, maxBytes: number): readonly KeptDeadLetter[];
  /** The id of the newest one; 0 when there is none. */
  newestDeadLetterId(): number;
  /**
   * In one transaction: the letters leave, those still rejected are kept anew, and each count of their blob is corrected.
   * @returns false, and nothing is changed, when one of them is gone already
   */
  recordReplayed(replay: Replay, nowMs: number): boolean;
}
