import type { DatabaseSync } from 'node:sqlite';

/** The next attempt of a blob that counts as lost: none, unless it is listed again. */
export const never = Number.MAX_SAFE_INTEGER;

export type Statements = ReturnType<typeof prepareStatements>;

/** Every statement of the ledger, prepared once. */
export function prepareStatements(database: DatabaseSync) {
  return {
    addStream: database.prepare(
      'INSERT INTO streams (tenant_id, content_type) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    findStream: database.prepare('SELECT id FROM streams WHERE tenant_id = ? AND content_type = ?'),
    tenants: database.prepare('SELECT DISTINCT tenant_id FROM streams'),

    listedSpans: database.prepare(
      'SELECT start_ms, end_ms, listed_ms FROM listed_spans WHERE stream_id = ? ORDER BY start_ms',
    ),
    clearSpans: database.prepare('DELETE FROM listed_spans WHERE stream_id = ?'),
    addSpan: database.prepare(
      'INSERT INTO listed_spans (stream_id, start_ms, end_ms, listed_ms) VALUES (?, ?, ?, ?)',
    ),

    watchedFrom: database.prepare('SELECT watched_from_ms FROM streams WHERE id = ?'),
    saveWatchedFrom: database.prepare('UPDATE streams SET watched_from_ms = ? WHERE id = ?'),

    subscriptionStart: database.prepare(
      'SELECT last_start_ms, last_start_accepted FROM streams WHERE id = ?',
    ),
    saveSubscriptionStart: database.prepare(
      'UPDATE streams SET last_start_ms = ?, last_start_accepted = ? WHERE id = ?',
    ),

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
    blobState: database.prepare('SELECT state FROM blobs WHERE stream_id = ? AND content_id = ?'),

    deliverBlob: database.prepare(
      `UPDATE blobs SET state = 'delivered', content_uri = NULL, last_error = NULL, settled_ms = ?,
         records = ?, indexed = ?, duplicates = ?, filtered = ?, dead_letters = ?
       WHERE stream_id = ? AND content_id = ?`,
    ),
    countDelivered: database.prepare(
      `UPDATE streams SET delivered = delivered + 1, records = records + ?, indexed = indexed + ?,
         duplicates = duplicates + ?, filtered = filtered + ?, dead_letters = dead_letters + ? WHERE id = ?`,
    ),
    keepDeadLetter: database.prepare(
      `INSERT INTO dead_letters (stream_id, content_id, record_id, kind, reason, record, kept_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    failBlob: database.prepare(
      `UPDATE blobs SET attempts = attempts + 1, refusals = ?, last_error = ?, next_attempt_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state <> 'delivered'`,
    ),
    loseBlob: database.prepare(
      `UPDATE blobs SET state = 'lost', settled_ms = ?, next_attempt_ms = ${never}
       WHERE stream_id = ? AND content_id = ?`,
    ),
    countLost: database.prepare('UPDATE streams SET lost = lost + ? WHERE id = ?'),
    countKeptBody: database.prepare(
      'UPDATE streams SET records = records + 1, dead_letters = dead_letters + 1 WHERE id = ?',
    ),

    addGap: database.prepare(
      `INSERT INTO gaps (stream_id, start_ms, end_ms, cause, blobs, opened_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (stream_id, start_ms, end_ms, cause) DO UPDATE SET blobs = blobs + excluded.blobs`,
    ),
    extendGap: database.prepare(
      `UPDATE gaps SET start_ms = min(start_ms, ?), end_ms = max(end_ms, ?)
       WHERE stream_id = ? AND cause = ? AND blobs IS NULL AND end_ms >= ? AND start_ms <= ?`,
    ),
    shrinkGap: database.prepare(
      'UPDATE gaps SET blobs = blobs - 1 WHERE stream_id = ? AND start_ms = ? AND blobs > 0',
    ),
    closeGaps: database.prepare('DELETE FROM gaps WHERE stream_id = ? AND blobs = 0'),
    saveListingError: database.prepare('UPDATE streams SET listing_error = ? WHERE id = ?'),
    prune: database.prepare(
      `DELETE FROM blobs WHERE state <> 'pending' AND created_ms <
         min(?, (SELECT max(created_ms) FROM blobs WHERE state <> 'pending')) - ?`,
    ),
  };
}
