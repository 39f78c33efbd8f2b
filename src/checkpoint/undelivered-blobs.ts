import type { SQLOutputValue } from 'node:sqlite';
import type { ContentBlob } from '../model/blob.ts';
import type { Ledger, PendingBlob } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { type LedgerStore, streamKey } from './ledger-store.ts';

/** The next attempt of a blob that counts as lost: none, unless it is listed again. */
export const never = Number.MAX_SAFE_INTEGER;

const hourMs = 3_600_000;

type UndeliveredBlobs = Pick<
  Ledger,
  'recordListed' | 'dueBlobs' | 'makeAllDue' | 'nextAttemptMs' | 'recordFailed'
>;
type Statements = ReturnType<typeof prepareStatements>;

/** What was listed and is not delivered yet: which blobs to try, and when. */
export function createUndeliveredBlobs(store: LedgerStore): UndeliveredBlobs {
  const sql = prepareStatements(store);
  return {
    recordListed: (stream, blobs, nowMs) =>
      store.change(() => addListed(sql, store.idOf(stream), blobs, nowMs)),
    dueBlobs(streams, nowMs, limit, excludeKeys) {
      const freshMs = nowMs - hourMs;
      const enough = limit + excludeKeys.size;
      const due = (fromMs: number, toMs: number) =>
        streams
          .flatMap((stream) =>
            sql.dueBlobs
              .all(store.idOf(stream), fromMs, toMs, nowMs, enough)
              .map((row) => pendingBlob(stream, row)),
          )
          .sort((a, b) => a.createdMs - b.createdMs);
      return store
        .guard(() => [...due(freshMs, Number.MAX_SAFE_INTEGER), ...due(0, freshMs)])
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

function addListed(sql: Statements, streamId: number, blobs: readonly ContentBlob[], nowMs: number): number {
  let added = 0;
  for (const { contentId, contentUri, createdMs, expiresMs } of blobs) {
    const isNew = sql.addBlob.run(streamId, contentId, contentUri, createdMs, expiresMs, nowMs).changes;
    if (Number(isNew) === 1) {
      added += 1;
      continue;
    }
    sql.renewUri.run(contentUri, expiresMs, streamId, contentId, contentUri);
    sql.reviveBlob.run(streamId, contentId);
  }
  if (added > 0) sql.countListed.run(added, streamId);
  return added;
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
  return {
    addBlob: database.prepare(
      `INSERT INTO blobs (stream_id, content_id, content_uri, created_ms, expires_ms, listed_ms)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    renewUri: database.prepare(
      `UPDATE blobs SET content_uri = ?, expires_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state <> 'delivered' AND content_uri <> ?`,
    ),
    reviveBlob: database.prepare(
      `UPDATE blobs SET next_attempt_ms = 0
       WHERE stream_id = ? AND content_id = ? AND state = 'lost' AND next_attempt_ms = ${never}`,
    ),
    countListed: database.prepare('UPDATE streams SET listed = listed + ? WHERE id = ?'),
    dueBlobs: database.prepare(
      `SELECT content_id, content_uri, created_ms, expires_ms, attempts, refusals FROM blobs
       WHERE stream_id = ? AND state <> 'delivered' AND created_ms >= ? AND created_ms < ? AND next_attempt_ms <= ?
         AND next_attempt_ms < ${never}
       ORDER BY created_ms LIMIT ?`,
    ),
    nextAttempt: database.prepare(
      `SELECT min(next_attempt_ms) AS next_ms FROM blobs
       WHERE stream_id = ? AND state <> 'delivered' AND next_attempt_ms > ? AND next_attempt_ms < ${never}`,
    ),
    makeAllDue: database.prepare(
      "UPDATE blobs SET next_attempt_ms = 0 WHERE stream_id = ? AND state <> 'delivered' AND next_attempt_ms > 0",
    ),
    failBlob: database.prepare(
      `UPDATE blobs SET attempts = attempts + 1, refusals = ?, last_error = ?, next_attempt_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state <> 'delivered'`,
    ),
  };
}
