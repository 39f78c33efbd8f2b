import type { SQLOutputValue } from 'node:sqlite';
import type { DeadLetterStore, KeptDeadLetter, Replay } from '../model/dead-letter.ts';
import { type BlobSums, hourOf } from './blob-counts.ts';
import type { DeadLetterRows } from './dead-letter-rows.ts';
import type { GapRows } from './gap-rows.ts';
import type { LedgerStore } from './ledger-store.ts';

type ReplayedLetters = Pick<DeadLetterStore, 'deadLettersAfter' | 'newestDeadLetterId' | 'recordReplayed'>;
type Statements = ReturnType<typeof prepareStatements>;

interface Parts {
  readonly sums: BlobSums;
  readonly gaps: GapRows;
  readonly deadLetters: DeadLetterRows;
}

/** Dead letters on their way out: read for a replay, and settled by what became of them. */
export function createReplayedLetters(store: LedgerStore, parts: Parts): ReplayedLetters {
  const sql = prepareStatements(store);
  return {
    newestDeadLetterId: () => store.guard(() => Number(sql.newest.get()?.id ?? 0)),
    deadLettersAfter(afterId, kind, maxBytes) {
      const taken: KeptDeadLetter[] = [];
      let bytes = 0;
      return store.guard(() => {
        for (const row of sql.after.iterate(afterId, kind, kind, JSON.stringify(store.claimedIds()))) {
          bytes += Number(row.bytes);
          if (taken.length > 0 && bytes > maxBytes) break;
          taken.push(...toLetter(row, store));
        }
        return taken;
      });
    },
    recordReplayed: (replay, nowMs) =>
      store.change(() => {
        const [first] = replay.letters;
        if (first === undefined) return false;
        const id = store.idOf(first.stream);
        // Taken by another replay meanwhile: nothing of this one counts.
        if (!replay.letters.every((letter) => sql.exists.get(letter.id) !== undefined)) return false;
        const ids = replay.letters.map((letter) => letter.id);
        parts.deadLetters.remove(id, ids);
        parts.deadLetters.keepAgain(first, replay.rejected, first.keptMs);
        if (replay.wholeBlob) deliver(sql, parts, id, first, nowMs);
        correct(sql, parts.sums, id, first, replay);
        return true;
      }),
  };
}

/** The blob of a kept body counts as delivered: in its row, or in what its hour remembers of it. */
function deliver(
  sql: Statements,
  { sums, gaps }: Parts,
  streamId: number,
  { contentId, createdMs }: KeptDeadLetter,
  nowMs: number,
): void {
  const row = sql.deliverLost.run(nowMs, streamId, contentId);
  const settled = Number(row.changes) === 1 || forgottenLost(sql, streamId, contentId, createdMs);
  if (!settled) return;
  sql.removeUndelivered.run(streamId, contentId);
  sums.add(streamId, createdMs, { lost: -1, delivered: 1 });
  gaps.closeOfBlob(streamId, { createdMs, lostMs: null, hasBody: true }, nowMs);
}

function forgottenLost(sql: Statements, streamId: number, contentId: string, createdMs: number): boolean {
  if (sql.blobState.get(streamId, contentId) !== undefined) return false;
  return Number(sql.deliverForgotten.run(streamId, hourOf(createdMs)).changes) === 1;
}

/** The records counted as dead letters count as what they have become. */
function correct(
  sql: Statements,
  sums: BlobSums,
  streamId: number,
  { contentId, createdMs }: KeptDeadLetter,
  { letters, counts }: Replay,
): void {
  const records = counts.records - letters.length;
  const deadLetters = counts.deadLetters - letters.length;
  const { indexed, duplicates, filtered } = counts;
  const numbers = [records, indexed, duplicates, filtered, deadLetters] as const;
  const inRow = Number(sql.correctRow.run(...numbers, streamId, contentId).changes) === 1;
  if (!inRow) sql.correctForgotten.run(...numbers, streamId, hourOf(createdMs));
  sums.add(streamId, createdMs, { records, indexed, duplicates, filtered, dead_letters: deadLetters });
}

function toLetter(row: Record<string, SQLOutputValue>, store: LedgerStore): KeptDeadLetter[] {
  const stream = store.streamOf(Number(row.stream_id));
  if (stream === undefined) return [];
  return [
    {
      id: Number(row.id),
      stream,
      contentId: String(row.content_id),
      createdMs: Number(row.created_ms),
      keptMs: Number(row.kept_ms),
      version: String(row.version),
      recordId: row.record_id === null ? null : String(row.record_id),
      kind: String(row.kind),
      reason: String(row.reason),
      record: String(row.record),
    },
  ];
}

function prepareStatements({ database }: LedgerStore) {
  const counts = ['records', 'indexed', 'duplicates', 'filtered', 'dead_letters'];
  const added = (prefix: string) =>
    counts.map((count) => `${prefix}${count} = ${prefix}${count} + ?`).join(', ');
  return {
    newest: database.prepare('SELECT max(id) AS id FROM dead_letters'),
    after: database.prepare(
      `SELECT * FROM dead_letters WHERE id > ? AND (? IS NULL OR kind = ?)
         AND stream_id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 500`,
    ),
    exists: database.prepare('SELECT 1 FROM dead_letters WHERE id = ?'),
    blobState: database.prepare('SELECT state FROM blobs WHERE stream_id = ? AND content_id = ?'),
    deliverLost: database.prepare(
      `UPDATE blobs SET state = 'delivered', settled_ms = ?
       WHERE stream_id = ? AND content_id = ? AND state = 'lost'`,
    ),
    deliverForgotten: database.prepare(
      `UPDATE hours SET pruned_lost = pruned_lost - 1, pruned_delivered = pruned_delivered + 1
       WHERE stream_id = ? AND hour_ms = ? AND pruned_lost > 0`,
    ),
    removeUndelivered: database.prepare('DELETE FROM undelivered WHERE stream_id = ? AND content_id = ?'),
    correctRow: database.prepare(`UPDATE blobs SET ${added('')} WHERE stream_id = ? AND content_id = ?`),
    correctForgotten: database.prepare(
      `UPDATE hours SET ${added('pruned_')} WHERE stream_id = ? AND hour_ms = ?`,
    ),
  };
}
