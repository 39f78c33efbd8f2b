import type { SQLOutputValue } from 'node:sqlite';
import type { ContentBlob } from '../model/blob.ts';
import type { Ledger, PendingBlob } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { type BlobSums, hourMs, hourOf } from './blob-counts.ts';
import { type LedgerStore, streamKey } from './ledger-store.ts';

/** The next attempt of a blob that counts as lost: none, unless it is listed again. */
export const never = Number.MAX_SAFE_INTEGER;

/**
 * Content is listed for 7 days after its contentCreated (Management Activity API reference). What is listed beyond that must
 * not be forgotten by its age, or it would be new at the next listing; noting that it was seen once a day is enough.
 */
const longListedMs = 7 * 24 * hourMs;
const rememberedMs = 24 * hourMs;

type UndeliveredBlobs = Pick<
  Ledger,
  'recordListed' | 'dueBlobs' | 'makeAllDue' | 'nextAttemptMs' | 'recordFailed'
>;
type Statements = ReturnType<typeof prepareStatements>;

/** What was listed and is not delivered yet: which blobs to try, and when. */
export function createUndeliveredBlobs(store: LedgerStore, sums: BlobSums): UndeliveredBlobs {
  const sql = prepareStatements(store);
  return {
    recordListed(stream, blobs, nowMs) {
      if (blobs.length === 0) return 0;
      return store.change(() => {
        const streamId = store.idOf(stream);
        const added = addListed(sql, streamId, blobs, nowMs);
        for (const [hour, listed] of countByHour(added)) sums.add(streamId, hour, { listed });
        return added.length;
      });
    },
    dueBlobs(streams, nowMs, limit, excludeKeys) {
      const freshMs = nowMs - hourMs;
      const enough = limit + excludeKeys.size;
      const due = store.guard(() =>
        streams.flatMap((stream) => dueOf(sql, store.idOf(stream), { freshMs, nowMs, enough }, stream)),
      );
      const [fresh, older] = [due.filter(isFrom(freshMs)), due.filter((blob) => !isFrom(freshMs)(blob))];
      return [...fresh.sort(byAge), ...older.sort(byAge)]
        .filter((blob) => !excludeKeys.has(blob.key))
        .slice(0, limit);
    },
    makeAllDue: (streams) =>
      store.change(() => {
        for (const stream of streams) sql.makeAllDue.run(store.idOf(stream));
      }),
    nextAttemptMs(streams, nowMs) {
      const times = store.guard(() =>
        streams.map((stream) => sql.nextAttempt.get(store.idOf(stream), nowMs)?.next_ms ?? null),
      );
      const known = times.filter((time) => time !== null).map(Number);
      return known.length === 0 ? null : Math.min(...known);
    },
    recordFailed({ stream, contentId, refusals }, error, nextAttemptMs, refused) {
      const inARow = refused ? refusals + 1 : 0;
      store.guard(() => sql.failBlob.run(inARow, error, nextAttemptMs, store.idOf(stream), contentId));
    },
  };
}

function addListed(
  sql: Statements,
  streamId: number,
  blobs: readonly ContentBlob[],
  nowMs: number,
): ContentBlob[] {
  return blobs.filter(({ contentId, contentUri, createdMs, expiresMs }) => {
    if (Number(sql.addBlob.run(streamId, contentId, createdMs).changes) === 1) {
      sql.addUndelivered.run(streamId, contentId, contentUri, createdMs, expiresMs, nowMs);
      return true;
    }
    sql.renewUri.run(contentUri, expiresMs, streamId, contentId, contentUri);
    sql.reviveBlob.run(streamId, contentId);
    if (createdMs < nowMs - longListedMs)
      sql.stillListed.run(nowMs, streamId, contentId, nowMs - rememberedMs);
    return false;
  });
}

function countByHour(blobs: readonly ContentBlob[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { createdMs } of blobs) {
    counts.set(hourOf(createdMs), (counts.get(hourOf(createdMs)) ?? 0) + 1);
  }
  return counts;
}

/**
 * What of one stream is due, each part by its index and cut to what is enough: never tried and fresh, never tried and
 * older, and what waited for another attempt, the longest wait first.
 */
function dueOf(
  sql: Statements,
  streamId: number,
  { freshMs, nowMs, enough }: { freshMs: number; nowMs: number; enough: number },
  stream: Stream,
): PendingBlob[] {
  const rows = [
    ...sql.dueAtOnce.all(streamId, freshMs, Number.MAX_SAFE_INTEGER, enough),
    ...sql.dueAgain.all(streamId, Math.min(nowMs, never - 1), enough),
    ...sql.dueAtOnce.all(streamId, Number.MIN_SAFE_INTEGER, freshMs, enough),
  ];
  return rows.map((row) => pendingBlob(stream, row));
}

function isFrom(fromMs: number): (blob: PendingBlob) => boolean {
  return ({ createdMs }) => createdMs >= fromMs;
}

function byAge(a: PendingBlob, b: PendingBlob): number {
  return a.createdMs - b.createdMs;
}

function pendingBlob(stream: Stream, row: Record<string, SQLOutputValue>): PendingBlob {
  return {
    key: `${streamKey(stream)} ${row.content_id}`,
    stream,
    contentId: String(row.content_id),
    contentUri: String(row.content_uri),
    createdMs: Number(row.created_ms),
    expiresMs: Number(row.expires_ms),
    attempts: Number(row.attempts),
    refusals: Number(row.refusals),
  };
}

function prepareStatements({ database }: LedgerStore) {
  const blob = 'content_id, content_uri, created_ms, expires_ms, attempts, refusals';
  return {
    addBlob: database.prepare(
      'INSERT INTO blobs (stream_id, content_id, created_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    addUndelivered: database.prepare(
      `INSERT INTO undelivered (stream_id, content_id, content_uri, created_ms, expires_ms, listed_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    renewUri: database.prepare(
      `UPDATE undelivered SET content_uri = ?, expires_ms = ?
       WHERE stream_id = ? AND content_id = ? AND content_uri <> ?`,
    ),
    reviveBlob: database.prepare(
      `UPDATE undelivered SET next_attempt_ms = 0
       WHERE stream_id = ? AND content_id = ? AND lost = 1 AND next_attempt_ms = ${never}`,
    ),
    stillListed: database.prepare(
      `UPDATE blobs SET settled_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state <> 'pending' AND settled_ms < ?`,
    ),
    dueAtOnce: database.prepare(
      `SELECT ${blob} FROM undelivered
       WHERE stream_id = ? AND next_attempt_ms = 0 AND created_ms >= ? AND created_ms < ?
       ORDER BY created_ms LIMIT ?`,
    ),
    dueAgain: database.prepare(
      `SELECT ${blob} FROM undelivered
       WHERE stream_id = ? AND next_attempt_ms > 0 AND next_attempt_ms <= ? ORDER BY next_attempt_ms LIMIT ?`,
    ),
    nextAttempt: database.prepare(
      `SELECT min(next_attempt_ms) AS next_ms FROM undelivered
       WHERE stream_id = ? AND next_attempt_ms > ? AND next_attempt_ms < ${never}`,
    ),
    makeAllDue: database.prepare(
      'UPDATE undelivered SET next_attempt_ms = 0 WHERE stream_id = ? AND next_attempt_ms > 0',
    ),
    failBlob: database.prepare(
      `UPDATE undelivered SET attempts = attempts + 1, refusals = ?, last_error = ?, next_attempt_ms = ?
       WHERE stream_id = ? AND content_id = ?`,
    ),
  };
}
