import type { DatabaseSync } from 'node:sqlite';

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
       WHERE stream_id = ? AND content_id = ? AND state = 'pending' AND content_uri <> ?`,
    ),
    countListed: database.prepare('UPDATE streams SET listed = listed + ? WHERE id = ?'),

    dueBlobs: database.prepare(
      `SELECT content_id, content_uri, created_ms, expires_ms, attempts FROM blobs
       WHERE stream_id = ? AND state = 'pending' AND created_ms >= ? AND created_ms < ? AND next_attempt_ms <= ?
       ORDER BY created_ms LIMIT ?`,
    ),
    nextAttempt: database.prepare(
      `SELECT min(next_attempt_ms) AS next_ms FROM blobs
       WHERE stream_id = ? AND state = 'pending' AND next_attempt_ms > ?`,
    ),

    makeAllDue: database.prepare(
      "UPDATE blobs SET next_attempt_ms = 0 WHERE stream_id = ? AND state = 'pending' AND next_attempt_ms > 0",
    ),

    deliverBlob: database.prepare(
      `UPDATE blobs SET state = 'delivered', content_uri = NULL, last_error = NULL, settled_ms = ?,
         records = ?, indexed = ?, duplicates = ?, filtered = ?, dead_letters = ?
       WHERE stream_id = ? AND content_id = ? AND state = 'pending'`,
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
      `UPDATE blobs SET attempts = attempts + 1, last_error = ?, next_attempt_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state = 'pending'`,
    ),
    loseBlob: database.prepare(
      `UPDATE blobs SET state = 'lost', settled_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state = 'pending'`,
    ),
    countLost: database.prepare('UPDATE streams SET lost = lost + 1 WHERE id = ?'),

    addGap: database.prepare(
      `INSERT INTO gaps (stream_id, start_ms, end_ms, cause, blobs, opened_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (stream_id, start_ms, end_ms, cause) DO UPDATE SET blobs = blobs + excluded.blobs`,
    ),
    prune: database.prepare("DELETE FROM blobs WHERE state <> 'pending' AND created_ms < ?"),
  };
}
