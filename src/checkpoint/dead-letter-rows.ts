import type { DeadLetter, PendingBlob } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/** The dead letters' rows; every method runs within the transaction of its caller. */
export interface DeadLetterRows {
  keep(blob: PendingBlob, letter: DeadLetter, nowMs: number): void;
}

export function createDeadLetterRows(store: LedgerStore): DeadLetterRows {
  const keep = store.database.prepare(
    `INSERT INTO dead_letters (stream_id, content_id, record_id, kind, reason, record, kept_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    keep(blob, { recordId, kind, reason, record }, nowMs) {
      keep.run(store.idOf(blob.stream), blob.contentId, recordId, kind, reason, record, nowMs);
    },
  };
}
