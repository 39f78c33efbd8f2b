import type { Ledger, ListedSpan, StreamProgress } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import type { GapRows } from './gap-rows.ts';
import type { LedgerStore } from './ledger-store.ts';

type ListingProgress = Pick<
  Ledger,
  | 'progress'
  | 'saveProgress'
  | 'savePlan'
  | 'recordListing'
  | 'flush'
  | 'subscriptionStart'
  | 'saveSubscriptionStart'
>;

type Statements = ReturnType<typeof prepareStatements>;

/** A stream's progress as it is, and as its rows have it. */
interface Kept {
  progress: StreamProgress;
  written: StreamProgress;
}

/**
 * How far the listing of each stream has come, and when its subscription was started. Each poll moves the progress of its
 * stream, and a synced transaction takes milliseconds: it is kept in memory, and the streams that have moved are written
 * together. The rows lag behind by that, never ahead: a listing that is not written yet is done again.
 */
export function createListingProgress(store: LedgerStore, gaps: GapRows): ListingProgress {
  const sql = prepareStatements(store);
  const known = new Map<number, Kept>();
  const moved = new Map<number, Kept>();
  const keptOf = (id: number): Kept => {
    const kept = known.get(id) ?? readKept(store, sql, id);
    known.set(id, kept);
    return kept;
  };
  const move = (stream: Stream, progress: StreamProgress): void => {
    const id = store.idOf(stream);
    const kept = keptOf(id);
    kept.progress = progress;
    moved.set(id, kept);
  };
  /** Writes what has moved, and whatever else belongs into the same transaction. */
  const write = <T>(others: () => T): T => {
    const result = store.change(() => {
      for (const [id, { progress, written }] of moved) {
        writeDifference(sql, id, written, progress);
        gaps.closeListed(id, progress.spans);
      }
      return others();
    });
    for (const kept of moved.values()) kept.written = kept.progress;
    moved.clear();
    return result;
  };
  return {
    progress: (stream) => keptOf(store.idOf(stream)).progress,
    saveProgress: move,
    savePlan(stream, progress, found, nowMs) {
      const kept = keptOf(store.idOf(stream));
      const before = kept.progress;
      move(stream, progress);
      if (found.length === 0) return [];
      try {
        return write(() => found.filter((gap) => gaps.write(gap, nowMs)));
      } catch (error) {
        // The next plan must find the gaps again.
        kept.progress = before;
        throw error;
      }
    },
    flush() {
      if (moved.size > 0) write(() => undefined);
    },
    recordListing(stream, error) {
      store.guard(() => sql.saveListingError.run(error, store.idOf(stream), error));
    },
    ...subscriptionStarts(store, sql),
  };
}

function subscriptionStarts(
  store: LedgerStore,
  sql: Statements,
): Pick<Ledger, 'subscriptionStart' | 'saveSubscriptionStart'> {
  return {
    subscriptionStart(stream) {
      const row = store.guard(() => sql.subscriptionStart.get(store.idOf(stream)));
      const atMs = row?.last_start_ms ?? null;
      return atMs === null ? undefined : { atMs: Number(atMs), accepted: row?.last_start_accepted === 1 };
    },
    saveSubscriptionStart(stream, { atMs, accepted }) {
      store.guard(() => sql.saveSubscriptionStart.run(atMs, accepted ? 1 : 0, store.idOf(stream)));
    },
  };
}

function readKept(store: LedgerStore, sql: Statements, streamId: number): Kept {
  return store.guard(() => {
    const watchedFrom = sql.watchedFrom.get(streamId)?.watched_from_ms ?? null;
    const spans = sql.listedSpans.all(streamId).map((row) => ({
      startMs: Number(row.start_ms),
      endMs: Number(row.end_ms),
      listedMs: Number(row.listed_ms),
    }));
    const progress = { watchedFromMs: watchedFrom === null ? null : Number(watchedFrom), spans };
    return { progress, written: progress };
  });
}

/** A poll changes few of a stream's spans: only their rows are touched. */
function writeDifference(sql: Statements, id: number, from: StreamProgress, to: StreamProgress): void {
  if (from.watchedFromMs !== to.watchedFromMs) sql.saveWatchedFrom.run(to.watchedFromMs, id);
  const after = byStart(to.spans);
  for (const { startMs } of from.spans) if (!after.has(startMs)) sql.removeSpan.run(id, startMs);
  const before = byStart(from.spans);
  for (const span of to.spans) {
    const old = before.get(span.startMs);
    if (old?.endMs === span.endMs && old.listedMs === span.listedMs) continue;
    sql.putSpan.run(id, span.startMs, span.endMs, span.listedMs);
  }
}

function byStart(spans: readonly ListedSpan[]): ReadonlyMap<number, ListedSpan> {
  return new Map(spans.map((span) => [span.startMs, span]));
}

function prepareStatements({ database }: LedgerStore) {
  return {
    watchedFrom: database.prepare('SELECT watched_from_ms FROM streams WHERE id = ?'),
    saveWatchedFrom: database.prepare('UPDATE streams SET watched_from_ms = ? WHERE id = ?'),
    listedSpans: database.prepare(
      'SELECT start_ms, end_ms, listed_ms FROM listed_spans WHERE stream_id = ? ORDER BY start_ms',
    ),
    removeSpan: database.prepare('DELETE FROM listed_spans WHERE stream_id = ? AND start_ms = ?'),
    putSpan: database.prepare(
      'INSERT OR REPLACE INTO listed_spans (stream_id, start_ms, end_ms, listed_ms) VALUES (?, ?, ?, ?)',
    ),
    // Most polls say what the last one said: where nothing changes, nothing is synced.
    saveListingError: database.prepare(
      'UPDATE streams SET listing_error = ? WHERE id = ? AND listing_error IS NOT ?',
    ),
    subscriptionStart: database.prepare(
      'SELECT last_start_ms, last_start_accepted FROM streams WHERE id = ?',
    ),
    saveSubscriptionStart: database.prepare(
      'UPDATE streams SET last_start_ms = ?, last_start_accepted = ? WHERE id = ?',
    ),
  };
}
