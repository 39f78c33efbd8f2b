import type { Gap } from '../model/ledger.ts';
import type { Statements } from './statements.ts';

/**
 * Writes a gap within the transaction of its caller. A time that nobody watched and that touches one of the same cause
 * makes that one longer: a stream that cannot be listed for days is one gap, not one for each poll.
 * @returns whether it is a new gap
 */
export function writeGap(sql: Statements, streamId: number, gap: Gap, nowMs: number): boolean {
  const { startMs, endMs, cause, blobs } = gap;
  if (blobs === null) {
    const extended = sql.extendGap.run(startMs, endMs, streamId, cause, startMs, endMs);
    if (Number(extended.changes) > 0) return false;
  }
  sql.addGap.run(streamId, startMs, endMs, cause, blobs, nowMs);
  return true;
}

/** The second of contentCreated that stands for a lost blob. */
export function gapOfBlob(createdMs: number): { readonly startMs: number; readonly endMs: number } {
  const startMs = Math.floor(createdMs / 1000) * 1000;
  return { startMs, endMs: startMs + 1000 };
}

/** A lost blob turned up after all: its gap counts one blob less, and goes when none is left. */
export function closeGapOf(sql: Statements, streamId: number, createdMs: number): void {
  sql.countLost.run(-1, streamId);
  sql.shrinkGap.run(streamId, gapOfBlob(createdMs).startMs);
  sql.closeGaps.run(streamId);
}
