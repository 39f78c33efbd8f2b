import type { SQLOutputValue } from 'node:sqlite';
import type { Ledger } from '../model/ledger.ts';
import { counted, hourOf } from './blob-counts.ts';
import type { LedgerStore } from './ledger-store.ts';
import { never } from './undelivered-blobs.ts';

/** Hours and closed gaps are remembered as long as `status --completeness` may ask for them. */
const rememberSumsMs = 90 * 24 * 3_600_000;
/** Rows that one call looks at, and forgets, at most: some ten milliseconds. */
const looked = 20_000;
const forgotten = 2_000;

type ForgottenBlobs = Pick<Ledger, 'prune'>;
type Statements = ReturnType<typeof prepareStatements>;

/** Forgets settled blobs, a bounded lot at a time; what their rows counted is kept in the sums of their hour. */
export function createForgottenBlobs(store: LedgerStore): ForgottenBlobs {
  const sql = prepareStatements(store);
  // Where the last lot ended: stream, and contentId within it.
  let place: readonly [number, string] = [0, ''];
  return {
    prune: (nowMs, rememberMs) =>
      store.change(() => {
        const newest = sql.newestSettledHour.get()?.hour_ms ?? null;
        if (newest === null) return { forgotten: 0, atEnd: true };
        const nowAtMost = Math.min(nowMs, Number(newest));
        const end = sql.endOfLot.get(...place, looked);
        const to: readonly [number, string] = end === undefined ? atEnd : keyOf(end);
        const old = sql.settled.all(...place, ...to, nowAtMost - rememberMs, forgotten);
        for (const row of old) forget(sql, row);
        const last = old.length === forgotten ? old.at(-1) : undefined;
        if (last !== undefined) place = keyOf(last);
        else place = end === undefined ? [0, ''] : to;
        sql.addToHourZero.run(nowAtMost - rememberSumsMs);
        sql.forgetHours.run(nowAtMost - rememberSumsMs);
        sql.forgetGaps.run(nowAtMost - rememberSumsMs);
        return { forgotten: old.length, atEnd: last === undefined && end === undefined };
      }),
  };
}

const atEnd = [Number.MAX_SAFE_INTEGER, ''] as const;

function keyOf(row: Record<string, SQLOutputValue>): readonly [number, string] {
  return [Number(row.stream_id), String(row.content_id)];
}

function forget(sql: Statements, row: Record<string, SQLOutputValue>): void {
  const [streamId, contentId] = keyOf(row);
  const isLost = row.state === 'lost';
  const counts = [row.records, row.indexed, row.duplicates, row.filtered, row.dead_letters].map(Number);
  sql.rememberCounts.run(isLost ? 0 : 1, isLost ? 1 : 0, ...counts, streamId, hourOf(Number(row.created_ms)));
  sql.forgetBlob.run(streamId, contentId);
  if (isLost) sql.forgetUndelivered.run(streamId, contentId);
}

function prepareStatements({ database }: LedgerStore) {
  // By stream, as the hours are indexed: of thousands of streams there are millions. Hour 0 stands for those that are
  // forgotten.
  const old = `stream_id IN (SELECT id FROM streams) AND hour_ms < ? AND hour_ms <> 0
    AND listed = pruned_delivered + pruned_lost`;
  return {
    newestSettledHour: database.prepare(
      `SELECT max((SELECT hour_ms FROM hours AS h WHERE h.stream_id = s.id AND delivered + lost > 0
         ORDER BY hour_ms DESC LIMIT 1)) AS hour_ms FROM streams AS s`,
    ),
    endOfLot: database.prepare(
      `SELECT stream_id, content_id FROM blobs WHERE (stream_id, content_id) > (?, ?)
       ORDER BY stream_id, content_id LIMIT 1 OFFSET ?`,
    ),
    // A lost blob that is listed again is about to be tried.
    settled: database.prepare(
      `SELECT * FROM blobs AS b
       WHERE (stream_id, content_id) > (?, ?) AND (stream_id, content_id) <= (?, ?)
         AND state <> 'pending' AND max(created_ms, settled_ms) < ?
         AND NOT (state = 'lost' AND EXISTS (SELECT 1 FROM undelivered AS u WHERE u.stream_id = b.stream_id
           AND u.content_id = b.content_id AND u.next_attempt_ms < ${never}))
       ORDER BY stream_id, content_id LIMIT ?`,
    ),
    rememberCounts: database.prepare(
      `UPDATE hours SET pruned_delivered = pruned_delivered + ?, pruned_lost = pruned_lost + ?,
         pruned_records = pruned_records + ?, pruned_indexed = pruned_indexed + ?,
         pruned_duplicates = pruned_duplicates + ?, pruned_filtered = pruned_filtered + ?,
         pruned_dead_letters = pruned_dead_letters + ?
       WHERE stream_id = ? AND hour_ms = ?`,
    ),
    forgetBlob: database.prepare('DELETE FROM blobs WHERE stream_id = ? AND content_id = ?'),
    forgetUndelivered: database.prepare('DELETE FROM undelivered WHERE stream_id = ? AND content_id = ?'),
    addToHourZero: database.prepare(
      `INSERT INTO hours (stream_id, hour_ms, ${counted.join(', ')})
       SELECT stream_id, 0, ${counted.map((column) => `sum(${column})`).join(', ')} FROM hours WHERE ${old}
       GROUP BY stream_id
       ON CONFLICT DO UPDATE SET ${counted.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
    ),
    forgetHours: database.prepare(`DELETE FROM hours WHERE ${old}`),
    forgetGaps: database.prepare('DELETE FROM gaps WHERE closed_ms < ?'),
  };
}
