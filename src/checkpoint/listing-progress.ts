import type { Ledger, StreamProgress } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import type { GapRows } from './gap-rows.ts';
import type { LedgerStore } from './ledger-store.ts';

type ListingProgress = Pick<
  Ledger,
  'progress' | 'saveProgress' | 'savePlan' | 'recordListing' | 'subscriptionStart' | 'saveSubscriptionStart'
>;

/** How far the listing of each stream has come, and when its subscription was started. */
export function createListingProgress(store: LedgerStore, gaps: GapRows): ListingProgress {
  const sql = prepareStatements(store);
  const write = (stream: Stream, progress: StreamProgress): void => {
    const id = store.idOf(stream);
    sql.saveWatchedFrom.run(progress.watchedFromMs, id);
    sql.clearSpans.run(id);
    for (const span of progress.spans) sql.addSpan.run(id, span.startMs, span.endMs, span.listedMs);
  };
  return {
    progress: (stream) => store.guard(() => readProgress(sql, store.idOf(stream))),
    saveProgress: (stream, progress) =>
      store.change(() => {
        write(stream, progress);
        gaps.closeListed(store.idOf(stream), progress.spans);
      }),
    savePlan: (stream, progress, found, nowMs) =>
      store.change(() => {
        write(stream, progress);
        return found.filter((gap) => gaps.write(gap, nowMs));
      }),
    recordListing(stream, error) {
      store.guard(() => sql.saveListingError.run(error, store.idOf(stream)));
    },
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

function readProgress(sql: ReturnType<typeof prepareStatements>, streamId: number): StreamProgress {
  const watchedFrom = sql.watchedFrom.get(streamId)?.watched_from_ms ?? null;
  const spans = sql.listedSpans.all(streamId).map((row) => ({
    startMs: Number(row.start_ms),
    endMs: Number(row.end_ms),
    listedMs: Number(row.listed_ms),
  }));
  return { watchedFromMs: watchedFrom === null ? null : Number(watchedFrom), spans };
}

function prepareStatements({ database }: LedgerStore) {
  return {
    watchedFrom: database.prepare('SELECT watched_from_ms FROM streams WHERE id = ?'),
    saveWatchedFrom: database.prepare('UPDATE streams SET watched_from_ms = ? WHERE id = ?'),
    listedSpans: database.prepare(
      'SELECT start_ms, end_ms, listed_ms FROM listed_spans WHERE stream_id = ? ORDER BY start_ms',
    ),
    clearSpans: database.prepare('DELETE FROM listed_spans WHERE stream_id = ?'),
    addSpan: database.prepare(
      'INSERT INTO listed_spans (stream_id, start_ms, end_ms, listed_ms) VALUES (?, ?, ?, ?)',
    ),
    saveListingError: database.prepare('UPDATE streams SET listing_error = ? WHERE id = ?'),
    subscriptionStart: database.prepare(
      'SELECT last_start_ms, last_start_accepted FROM streams WHERE id = ?',
    ),
    saveSubscriptionStart: database.prepare(
      'UPDATE streams SET last_start_ms = ?, last_start_accepted = ? WHERE id = ?',
    ),
  };
}
