import type { DeadLetter } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/** What the rows of one blob's dead letters have in common. */
export interface LetterOrigin {
  readonly contentId: string;
  readonly createdMs: number;
  readonly keptMs: number;
  readonly version: string;
}

/** Dead letters of blobs that are not acknowledged yet. Every method is part of the caller's transaction. */
export interface HeldLetters {
  /** @returns how they are called from now on */
  add(letters: readonly DeadLetter[], holdId: number | null): number;
  bytesOf(holdId: number | null): number;
  /** Makes them dead letters like any other. */
  moveTo(streamId: number, origin: LetterOrigin, holdId: number): void;
  drop(holdId: number): void;
}

/**
 * Their table is no part of the checkpoint's schema: it is made when it is first needed, and what a process left in it
 * is dropped by the next one.
 */
export const dropHeldLettersTable = 'DROP TABLE IF EXISTS held_letters';

const createTable = `
  CREATE TABLE IF NOT EXISTS held_letters (id INTEGER PRIMARY KEY, hold_id INTEGER NOT NULL, bytes INTEGER NOT NULL,
    record_id TEXT, kind TEXT NOT NULL, reason TEXT NOT NULL, record TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS held_letters_by_hold ON held_letters (hold_id)`;

export function createHeldLetters(store: LedgerStore): HeldLetters {
  const holds = new Map<number, { readonly letters: number; readonly bytes: number }>();
  let statements: ReturnType<typeof prepareStatements> | undefined;
  let lastHoldId = 0;
  /** Statements can only be made of a table that exists. */
  const prepared = () => {
    statements ??= prepareStatements(store);
    return statements;
  };
  return {
    add(letters, known) {
      store.database.exec(createTable);
      lastHoldId += known === null ? 1 : 0;
      const holdId = known ?? lastHoldId;
      const before = holds.get(holdId) ?? { letters: 0, bytes: 0 };
      for (const letter of letters) {
        const { recordId, kind, reason, record } = letter;
        prepared().add.run(holdId, letterBytes(letter), recordId, kind, reason, record);
      }
      const bytes = letters.reduce((total, letter) => total + letterBytes(letter), before.bytes);
      holds.set(holdId, { letters: before.letters + letters.length, bytes });
      return holdId;
    },
    bytesOf: (holdId) => holds.get(holdId ?? 0)?.bytes ?? 0,
    moveTo(streamId, { contentId, createdMs, keptMs, version }, holdId) {
      const moved = prepared().move.run(streamId, contentId, createdMs, keptMs, version, holdId).changes;
      if (Number(moved) !== holds.get(holdId)?.letters) throw new Error('held dead letters are missing');
      prepared().drop.run(holdId);
    },
    drop(holdId) {
      if (holds.delete(holdId)) prepared().drop.run(holdId);
    },
  };
}

/** Bytes that a dead letter takes of the room. */
export function letterBytes({ record, reason }: DeadLetter): number {
  return Buffer.byteLength(record) + Buffer.byteLength(reason);
}

function prepareStatements({ database }: LedgerStore) {
  return {
    add: database.prepare(
      `INSERT INTO held_letters (hold_id, bytes, record_id, kind, reason, record) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    move: database.prepare(
      `INSERT INTO dead_letters (stream_id, content_id, created_ms, kept_ms, bytes, version, record_id, kind, reason,
         record)
       SELECT ?, ?, ?, ?, bytes, ?, record_id, kind, reason, record FROM held_letters WHERE hold_id = ? ORDER BY id`,
    ),
    drop: database.prepare('DELETE FROM held_letters WHERE hold_id = ?'),
  };
}
