import type { DeadLetterSpace } from '../model/dead-letter.ts';
import type { BlobCounts, DeadLetter, PendingBlob } from '../model/ledger.ts';
import { createDeadLetterRoom } from './dead-letter-room.ts';
import { type HeldLetters, type LetterOrigin, letterBytes } from './held-letters.ts';
import type { LedgerStore } from './ledger-store.ts';

export interface DeadLetterSettings {
  /** Room for dead letters, in bytes of records and reasons. */
  readonly limitBytes: number;
  /** The program and its mapping, kept with each dead letter. */
  readonly version: string;
}

/** The dead letters' rows. */
export interface DeadLetterRows {
  /**
   * Holds dead letters of a blob that is not acknowledged yet, within the transaction of the caller.
   * @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL
   */
  hold(letters: readonly DeadLetter[], holdId: number | null): number;
  /**
   * Keeps dead letters of a blob, behind those that were held, within the transaction of the caller.
   * @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL
   */
  keep(blob: BlobName, letters: readonly DeadLetter[], nowMs: number, holdId?: number | null): void;
  /** Keeps what a replay could not improve, whether there is room or not: its place was just given back. */
  keepAgain(blob: BlobName, letters: readonly DeadLetter[], keptMs: number): void;
  /** Gives their bytes back, within the transaction of the caller; how many there were. */
  remove(streamId: number, ids: readonly number[]): number;
  /** Removes all of a blob; what that changes in its counts. */
  removeOf(blob: BlobName): BlobCounts;
  space(): DeadLetterSpace;
  /** @throws CodedError CHECKPOINT_DEAD_LETTERS_FULL */
  requireRoom(): void;
}

type BlobName = Pick<PendingBlob, 'stream' | 'contentId' | 'createdMs'>;
type Statements = ReturnType<typeof prepareStatements>;

export function createDeadLetterRows(
  store: LedgerStore,
  held: HeldLetters,
  settings: DeadLetterSettings,
): DeadLetterRows {
  const sql = prepareStatements(store);
  const { limitBytes, version } = settings;
  const room = createDeadLetterRoom(store, limitBytes);
  const add: DeadLetterRows['keepAgain'] = (blob, letters, keptMs) =>
    addRows(sql, store.idOf(blob.stream), { ...blob, keptMs, version }, letters);
  const remove = (streamId: number, ids: readonly number[]) => removeRows(sql, streamId, ids);
  const requireRoomFor = (letters: readonly DeadLetter[], holdId: number | null) =>
    room.requireFor(held.bytesOf(holdId) + sum(letters.map(letterBytes)));
  return {
    hold(letters, holdId) {
      requireRoomFor(letters, holdId);
      return held.add(letters, holdId);
    },
    keep(blob, letters, nowMs, holdId = null) {
      if (letters.length === 0 && holdId === null) return;
      requireRoomFor(letters, holdId);
      if (holdId !== null) {
        const streamId = store.idOf(blob.stream);
        sql.addBytes.run(held.bytesOf(holdId), streamId);
        held.moveTo(streamId, { ...blob, keptMs: nowMs, version }, holdId);
      }
      add(blob, letters, nowMs);
    },
    keepAgain: add,
    remove,
    removeOf({ stream, contentId, createdMs }) {
      const streamId = store.idOf(stream);
      const ids = sql.ofBlob.all(streamId, createdMs, contentId).map((row) => Number(row.id));
      const count = -remove(streamId, ids);
      return { records: count, indexed: 0, duplicates: 0, filtered: 0, deadLetters: count };
    },
    space: () => room.space(),
    requireRoom: () => room.require(),
  };
}

function addRows(sql: Statements, streamId: number, of: LetterOrigin, letters: readonly DeadLetter[]): void {
  const { contentId, createdMs, keptMs, version } = of;
  for (const letter of letters) {
    const { recordId, kind, reason, record } = letter;
    const bytes = letterBytes(letter);
    sql.add.run(streamId, contentId, createdMs, keptMs, bytes, version, recordId, kind, reason, record);
  }
  sql.addBytes.run(sum(letters.map(letterBytes)), streamId);
}

function removeRows(sql: Statements, streamId: number, ids: readonly number[]): number {
  const bytes = ids.flatMap((id) => sql.remove.get(id)?.bytes ?? []).map(Number);
  sql.addBytes.run(-sum(bytes), streamId);
  return bytes.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function prepareStatements({ database }: LedgerStore) {
  return {
    add: database.prepare(
      `INSERT INTO dead_letters (stream_id, content_id, created_ms, kept_ms, bytes, version, record_id, kind, reason,
         record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addBytes: database.prepare('UPDATE streams SET dead_letter_bytes = dead_letter_bytes + ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM dead_letters WHERE id = ? RETURNING bytes'),
    ofBlob: database.prepare(
      'SELECT id FROM dead_letters WHERE stream_id = ? AND created_ms = ? AND content_id = ?',
    ),
  };
}
