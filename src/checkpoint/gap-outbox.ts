import type { SQLOutputValue } from 'node:sqlite';
import type { Gap, GapCause, GapChange, Ledger } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

type GapOutbox = Pick<Ledger, 'gapChanges' | 'gapChangesWritten'>;

const causes: readonly GapCause[] = ['expired', 'missing', 'unreadable', 'unwatched', 'unsubscribed'];

/** The changes of gaps of which no document was written yet. Those of streams that are not configured now wait. */
export function createGapOutbox(store: LedgerStore): GapOutbox {
  const next = store.database.prepare(
    `SELECT * FROM gap_changes WHERE id > ? AND stream_id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`,
  );
  const remove = store.database.prepare('DELETE FROM gap_changes WHERE id = ?');
  return {
    gapChanges: (limit, afterId = 0) =>
      store.guard(() =>
        next.all(afterId, JSON.stringify(store.claimedIds()), limit).flatMap((row) => toChange(row, store)),
      ),
    gapChangesWritten: (ids) =>
      store.change(() => {
        for (const id of ids) remove.run(id);
      }),
  };
}

function toChange(row: Record<string, SQLOutputValue>, store: LedgerStore): GapChange[] {
  const stream = store.streamOf(Number(row.stream_id));
  const cause = causes.find((known) => known === row.cause);
  if (stream === undefined || cause === undefined) return [];
  const gap: Gap = {
    stream,
    startMs: Number(row.start_ms),
    endMs: Number(row.end_ms),
    cause,
    blobs: row.blobs === null ? null : Number(row.blobs),
  };
  const state = row.state === 'closed' ? 'closed' : 'open';
  return [
    {
      id: Number(row.id),
      gapId: Number(row.gap_id),
      gap,
      state,
      openedMs: Number(row.opened_ms),
      atMs: Number(row.at_ms),
    },
  ];
}
