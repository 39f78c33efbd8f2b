import type { Gap } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/** The gaps' rows; every method runs within the transaction of its caller. */
export interface GapRows {
  /**
   * Writes a gap. A time that nobody watched and that touches one of the same cause makes that one longer: a stream
   * that cannot be listed for days is one gap, not one for each poll.
   * @returns whether it is a new gap
   */
  write(gap: Gap, nowMs: number): boolean;
  /** A lost blob turned up after all: its gap counts one blob less, and goes when none is left. */
  closeOfBlob(streamId: number, createdMs: number): void;
}

export function createGapRows(store: LedgerStore): GapRows {
  const { database } = store;
  const add = database.prepare(
    `INSERT INTO gaps (stream_id, start_ms, end_ms, cause, blobs, opened_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream_id, start_ms, end_ms, cause) DO UPDATE SET blobs = blobs + excluded.blobs`,
  );
  const extend = database.prepare(
    `UPDATE gaps SET start_ms = min(start_ms, ?), end_ms = max(end_ms, ?)
     WHERE stream_id = ? AND cause = ? AND blobs IS NULL AND end_ms >= ? AND start_ms <= ?`,
  );
  const shrink = database.prepare(
    'UPDATE gaps SET blobs = blobs - 1 WHERE stream_id = ? AND start_ms = ? AND blobs > 0',
  );
  const close = database.prepare('DELETE FROM gaps WHERE stream_id = ? AND blobs = 0');
  return {
    write({ stream, startMs, endMs, cause, blobs }, nowMs) {
      const streamId = store.idOf(stream);
      if (blobs === null) {
        const extended = extend.run(startMs, endMs, streamId, cause, startMs, endMs);
        if (Number(extended.changes) > 0) return false;
      }
      add.run(streamId, startMs, endMs, cause, blobs, nowMs);
      return true;
    },
    closeOfBlob(streamId, createdMs) {
      shrink.run(streamId, gapOfBlob(createdMs).startMs);
      close.run(streamId);
    },
  };
}

/** The second of contentCreated that stands for a lost blob. */
export function gapOfBlob(createdMs: number): { readonly startMs: number; readonly endMs: number } {
  const startMs = Math.floor(createdMs / 1000) * 1000;
  return { startMs, endMs: startMs + 1000 };
}
