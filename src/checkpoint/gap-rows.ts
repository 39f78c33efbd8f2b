import type { SQLOutputValue } from 'node:sqlite';
import type { Gap, ListedSpan } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/**
 * The gaps' rows; every method runs within the transaction of its caller. Each opening, change and closing leaves a row
 * in gap_changes in that same transaction, so that its document is neither forgotten nor written twice.
 */
export interface GapRows {
  /**
   * Writes a gap. A time that nobody watched and that touches one of the same cause makes that one longer: a stream
   * that cannot be listed for days is one gap, not one for each poll.
   * @returns whether it is a new gap
   */
  write(gap: Gap, nowMs: number): boolean;
  /** A lost blob turned up after all: its gap counts one blob less, and closes when none is left. */
  closeOfBlob(streamId: number, blob: FoundBlob, nowMs: number): void;
  /**
   * Closes the times that nobody watched and that were listed after all, as happens when a clock was wrong. What an
   * absent subscription left out stays a gap: listing that time again brings nothing back.
   */
  closeListed(streamId: number, spans: readonly ListedSpan[]): void;
}

/** What tells the gap of a lost blob from those that other causes have left in the same second. */
export interface FoundBlob {
  readonly createdMs: number;
  /** When it was lost; null where that is forgotten. */
  readonly lostMs: number | null;
  /** A body without records was kept in its place. */
  readonly hasBody: boolean;
}

type Statements = ReturnType<typeof prepareStatements>;

export function createGapRows(store: LedgerStore): GapRows {
  const sql = prepareStatements(store);
  const change = (id: unknown, state: 'open' | 'closed', nowMs: number) =>
    sql.addChange.run(state, nowMs, Number(id));
  const close = (id: unknown, nowMs: number) => {
    sql.close.run(nowMs, Number(id));
    change(id, 'closed', nowMs);
  };
  return {
    write(gap, nowMs) {
      const streamId = store.idOf(gap.stream);
      const grown = gap.blobs === null ? extend(sql, streamId, gap) : addBlobs(sql, streamId, gap);
      if (grown !== null) {
        for (const id of grown) change(id, 'open', nowMs);
        return false;
      }
      const { startMs, endMs, cause, blobs } = gap;
      change(sql.add.run(streamId, startMs, endMs, cause, blobs, nowMs).lastInsertRowid, 'open', nowMs);
      return true;
    },
    closeOfBlob(streamId, { createdMs, lostMs, hasBody }, nowMs) {
      const found = sql.ofBlob.get(streamId, gapOfBlob(createdMs).startMs, hasBody ? 1 : 0, lostMs);
      if (found === undefined) return;
      if (found.blobs === 1) {
        close(found.id, nowMs);
        return;
      }
      sql.setBlobs.run(Number(found.blobs) - 1, Number(found.id));
      change(found.id, 'open', nowMs);
    },
    closeListed(streamId, spans) {
      for (const { id, start_ms, end_ms } of sql.unwatched.all(streamId)) {
        if (!covers(spans, Number(start_ms), Number(end_ms))) continue;
        close(
          id,
          spans.reduce((newest, { listedMs }) => Math.max(newest, listedMs), 0),
        );
      }
    },
  };
}

/** The second of contentCreated that stands for a lost blob. */
export function gapOfBlob(createdMs: number): { readonly startMs: number; readonly endMs: number } {
  const startMs = Math.floor(createdMs / 1000) * 1000;
  return { startMs, endMs: startMs + 1000 };
}

/** Lets the open gaps that touch the new one grow over it, none over another; null where none touches. */
function extend(sql: Statements, streamId: number, gap: Gap): SQLOutputValue[] | null {
  const touching = sql.touching.all(streamId, gap.cause, gap.startMs, gap.endMs);
  if (touching.length === 0) return null;
  return touching.flatMap((row, index) => {
    const [start, end] = [Number(row.start_ms), Number(row.end_ms)];
    const next = touching[index + 1];
    const startMs = index === 0 ? Math.min(start, gap.startMs) : start;
    const endMs = Math.max(end, Math.min(gap.endMs, next === undefined ? gap.endMs : Number(next.start_ms)));
    if (startMs === start && endMs === end) return [];
    sql.setSpan.run(startMs, endMs, Number(row.id));
    return [row.id ?? null];
  });
}

/** One more lost blob of the same second and cause; null where it is the first. */
function addBlobs(sql: Statements, streamId: number, gap: Gap): SQLOutputValue[] | null {
  const same = sql.same.get(streamId, gap.cause, gap.startMs, gap.endMs);
  if (same === undefined) return null;
  sql.setBlobs.run(Number(same.blobs) + (gap.blobs ?? 0), Number(same.id));
  return [same.id ?? null];
}

/** Whether spans, sorted by start, leave nothing of [startMs, endMs) out. */
function covers(spans: readonly ListedSpan[], startMs: number, endMs: number): boolean {
  let reachedMs = startMs;
  for (const span of spans) {
    if (span.startMs > reachedMs) break;
    reachedMs = Math.max(reachedMs, span.endMs);
  }
  return reachedMs >= endMs;
}

function prepareStatements({ database }: LedgerStore) {
  const open = 'closed_ms IS NULL';
  return {
    add: database.prepare(
      'INSERT INTO gaps (stream_id, start_ms, end_ms, cause, blobs, opened_ms) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    touching: database.prepare(
      `SELECT id, start_ms, end_ms FROM gaps
       WHERE stream_id = ? AND cause = ? AND blobs IS NULL AND end_ms >= ? AND start_ms <= ? AND ${open}
       ORDER BY start_ms, end_ms`,
    ),
    same: database.prepare(
      `SELECT id, blobs FROM gaps WHERE stream_id = ? AND cause = ? AND start_ms = ? AND end_ms = ? AND ${open}`,
    ),
    ofBlob: database.prepare(
      `SELECT id, blobs FROM gaps WHERE stream_id = ? AND start_ms = ? AND blobs > 0 AND ${open}
       ORDER BY (cause = 'unreadable') = ? DESC, opened_ms IS ? DESC, blobs DESC LIMIT 1`,
    ),
    unwatched: database.prepare(
      `SELECT id, start_ms, end_ms FROM gaps WHERE stream_id = ? AND cause = 'unwatched' AND ${open}`,
    ),
    setSpan: database.prepare('UPDATE gaps SET start_ms = ?, end_ms = ? WHERE id = ?'),
    setBlobs: database.prepare('UPDATE gaps SET blobs = ? WHERE id = ?'),
    close: database.prepare('UPDATE gaps SET closed_ms = ? WHERE id = ?'),
    addChange: database.prepare(
      `INSERT INTO gap_changes (gap_id, stream_id, start_ms, end_ms, cause, blobs, state, opened_ms, at_ms)
       SELECT id, stream_id, start_ms, end_ms, cause, blobs, ?, opened_ms, ? FROM gaps WHERE id = ?`,
    ),
  };
}
