import { CodedError } from '../lib/coded-error.ts';
import { sizeText } from '../lib/size-text.ts';
import type { DeadLetterSpace } from '../model/dead-letter.ts';
import { checkpointErrors } from './errors.ts';
import type { LedgerStore } from './ledger-store.ts';

/** The room for dead letters, of all streams together. */
interface Room {
  space(): DeadLetterSpace;
  /** @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL where so many bytes more do not fit */
  requireFor(bytes: number): void;
  /** @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL where it is full, or as full as when something did not fit */
  require(): void;
}

export function createDeadLetterRoom(store: LedgerStore, limitBytes: number): Room {
  const sumOfBytes = store.database.prepare(
    'SELECT coalesce(sum(dead_letter_bytes), 0) AS bytes FROM streams',
  );
  const used = () => store.guard(() => Number(sumOfBytes.get()?.bytes));
  // What was taken when a blob's dead letters did not fit: asking again helps only when there is more room than then.
  let refusedAtBytes = Number.POSITIVE_INFINITY;
  const full = (usedBytes: number) => {
    refusedAtBytes = usedBytes;
    return new CodedError(
      checkpointErrors.deadLettersFull,
      `${sizeText(usedBytes)} of ${sizeText(limitBytes)} are taken`,
    );
  };
  return {
    space: () => ({ usedBytes: used(), limitBytes }),
    requireFor(bytes) {
      const usedBytes = used();
      if (usedBytes + bytes > limitBytes) throw full(usedBytes);
    },
    require() {
      const usedBytes = used();
      if (usedBytes < refusedAtBytes) refusedAtBytes = Number.POSITIVE_INFINITY;
      if (usedBytes >= Math.min(limitBytes, refusedAtBytes)) throw full(usedBytes);
    },
  };
}
