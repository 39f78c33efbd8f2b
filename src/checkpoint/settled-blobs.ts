import type { BlobCounts, Ledger, PendingBlob } from '../model/ledger.ts';
import type { DeadLetterRows } from './dead-letter-rows.ts';
import { type GapRows, gapOfBlob } from './gap-rows.ts';
import type { LedgerStore } from './ledger-store.ts';
import { never } from './undelivered-blobs.ts';

type SettledBlobs = Pick<Ledger, 'recordDelivered' | 'recordLost' | 'prune'>;

/** What became of a blob in the end: delivered or lost, and forgotten once the API cannot list it any more. */
export function createSettledBlobs(
  store: LedgerStore,
  gaps: GapRows,
  deadLetters: DeadLetterRows,
): SettledBlobs {
  const sql = prepareStatements(store);
  const stateOf = (blob: PendingBlob) => sql.blobState.get(store.idOf(blob.stream), blob.contentId)?.state;
  return {
    recordDelivered: (blob, counts, letters, nowMs) =>
      store.change(() => {
        const id = store.idOf(blob.stream);
        const state = stateOf(blob);
        if (state === 'delivered') return;
        sql.deliverBlob.run(nowMs, ...numbersOf(counts), id, blob.contentId);
        sql.countDelivered.run(...numbersOf(counts), id);
        for (const letter of letters) deadLetters.keep(blob, letter, nowMs);
        if (state !== 'lost') return;
        sql.countLost.run(-1, id);
        gaps.closeOfBlob(id, blob.createdMs);
      }),
    recordLost: (blob, cause, body, nowMs) =>
      store.change(() => {
        const { stream } = blob;
        const id = store.idOf(stream);
        const known = stateOf(blob) !== 'pending';
        sql.loseBlob.run(nowMs, id, blob.contentId);
        if (known) return;
        sql.countLost.run(1, id);
        gaps.write({ stream, ...gapOfBlob(blob.createdMs), cause, blobs: 1 }, nowMs);
        if (body === null) return;
        sql.countKeptBody.run(id);
        deadLetters.keep(blob, body, nowMs);
      }),
    prune: (nowMs, rememberMs) => store.guard(() => Number(sql.prune.run(nowMs, rememberMs).changes)),
  };
}

function numbersOf({ records, indexed, duplicates, filtered, deadLetters }: BlobCounts) {
  return [records, indexed, duplicates, filtered, deadLetters] as const;
}

function prepareStatements({ database }: LedgerStore) {
  return {
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
    loseBlob: database.prepare(
      `UPDATE blobs SET state = 'lost', settled_ms = ?, next_attempt_ms = ${never}
       WHERE stream_id = ? AND content_id = ?`,
    ),
    countLost: database.prepare('UPDATE streams SET lost = lost + ? WHERE id = ?'),
    countKeptBody: database.prepare(
      'UPDATE streams SET records = records + 1, dead_letters = dead_letters + 1 WHERE id = ?',
    ),
    prune: database.prepare(
      `DELETE FROM blobs WHERE state <> 'pending' AND created_ms <
         min(?, (SELECT max(created_ms) FROM blobs WHERE state <> 'pending')) - ?`,
    ),
  };
}
