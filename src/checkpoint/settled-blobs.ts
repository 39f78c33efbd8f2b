import type { BlobCounts, Ledger, PendingBlob } from '../model/ledger.ts';
import type { BlobSums, CountChange } from './blob-counts.ts';
import type { DeadLetterRows } from './dead-letter-rows.ts';
import { type GapRows, gapOfBlob } from './gap-rows.ts';
import type { LedgerStore } from './ledger-store.ts';
import { never } from './undelivered-blobs.ts';

type SettledBlobs = Pick<Ledger, 'recordDelivered' | 'recordLost'>;
type Statements = ReturnType<typeof prepareStatements>;

interface Parts {
  readonly sums: BlobSums;
  readonly gaps: GapRows;
  readonly deadLetters: DeadLetterRows;
}

/** What became of a blob in the end: delivered or lost. */
export function createSettledBlobs(store: LedgerStore, { sums, gaps, deadLetters }: Parts): SettledBlobs {
  const sql = prepareStatements(store);
  return {
    recordDelivered: (blob, counts, letters, nowMs, holdId = null) =>
      store.change(() => {
        const id = store.idOf(blob.stream);
        const known = sql.known.get(id, blob.contentId);
        if (known?.state !== 'pending' && known?.state !== 'lost') return;
        if (known.state === 'lost') {
          const lostMs = Number(known.settled_ms);
          // The body that was kept in its place is superseded.
          const body = deadLetters.removeOf(blob);
          addCounts(sql, sums, id, blob, body, { lost: -1 });
          gaps.closeOfBlob(id, { createdMs: blob.createdMs, lostMs, hasBody: body.deadLetters < 0 }, nowMs);
        }
        sql.settleBlob.run('delivered', nowMs, id, blob.contentId);
        sql.removeUndelivered.run(id, blob.contentId);
        addCounts(sql, sums, id, blob, counts, { delivered: 1 });
        deadLetters.keep(blob, letters, nowMs, holdId);
      }),
    recordLost: (blob, cause, body, nowMs) =>
      store.change(() => {
        const { stream } = blob;
        const id = store.idOf(stream);
        const known = sql.known.get(id, blob.contentId);
        if (known?.state !== 'pending' && known?.state !== 'lost') return false;
        sql.loseUndelivered.run(id, blob.contentId);
        // Tried again in vain: it is forgotten when it would have been without that.
        const isNews = known.state !== 'lost';
        if (isNews) {
          sql.settleBlob.run('lost', nowMs, id, blob.contentId);
          gaps.write({ stream, ...gapOfBlob(blob.createdMs), cause, blobs: 1 }, nowMs);
        }
        // What was refused before can come as a body that is unreadable; of several such bodies the first is kept.
        const kept = body === null || Number(known.dead_letters) > 0 ? [] : [body];
        addCounts(sql, sums, id, blob, keptBodies(kept.length), isNews ? { lost: 1 } : {});
        deadLetters.keep(blob, kept, nowMs);
        return isNews;
      }),
  };
}

/** Bodies that are kept in place of their records: each counts as one record, a dead letter. */
function keptBodies(count: number): BlobCounts {
  return { records: count, indexed: 0, duplicates: 0, filtered: 0, deadLetters: count };
}

/** Adds to the blob's own row and, with the blob itself, to the sums. */
function addCounts(
  sql: Statements,
  sums: BlobSums,
  streamId: number,
  { contentId, createdMs }: PendingBlob,
  { records, indexed, duplicates, filtered, deadLetters }: BlobCounts,
  blobs: CountChange,
): void {
  sql.addCounts.run(records, indexed, duplicates, filtered, deadLetters, streamId, contentId);
  const change = { ...blobs, records, indexed, duplicates, filtered, dead_letters: deadLetters };
  sums.add(streamId, createdMs, change);
}

function prepareStatements({ database }: LedgerStore) {
  return {
    known: database.prepare(
      'SELECT state, settled_ms, dead_letters FROM blobs WHERE stream_id = ? AND content_id = ?',
    ),
    settleBlob: database.prepare(
      'UPDATE blobs SET state = ?, settled_ms = ? WHERE stream_id = ? AND content_id = ?',
    ),
    addCounts: database.prepare(
      `UPDATE blobs SET records = records + ?, indexed = indexed + ?, duplicates = duplicates + ?,
         filtered = filtered + ?, dead_letters = dead_letters + ?
       WHERE stream_id = ? AND content_id = ?`,
    ),
    removeUndelivered: database.prepare('DELETE FROM undelivered WHERE stream_id = ? AND content_id = ?'),
    loseUndelivered: database.prepare(
      `UPDATE undelivered SET lost = 1, next_attempt_ms = ${never} WHERE stream_id = ? AND content_id = ?`,
    ),
  };
}
