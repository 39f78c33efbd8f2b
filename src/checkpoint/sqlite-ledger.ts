import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { createBlobSums } from './blob-counts.ts';
import { createDeadLetterRows, type DeadLetterSettings } from './dead-letter-rows.ts';
import { createDriftRows } from './drift-rows.ts';
import { checkpointErrors } from './errors.ts';
import { createForgottenBlobs } from './forgotten-blobs.ts';
import { createGapOutbox } from './gap-outbox.ts';
import { createGapRows } from './gap-rows.ts';
import { createHeldLetters } from './held-letters.ts';
import { createLedgerStore, type LedgerStore } from './ledger-store.ts';
import { createListingProgress } from './listing-progress.ts';
import { type MigrationListener, openDatabase, openDatabaseBeside } from './open-database.ts';
import { createReplayedLetters } from './replayed-letters.ts';
import { createSettledBlobs } from './settled-blobs.ts';
import { createUndeliveredBlobs } from './undelivered-blobs.ts';

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Where a damaged predecessor was set aside, if there was one. */
  readonly setAside: string | null;
  /** Nothing was in the file, or there was none, though a ledger was begun there before. */
  readonly foundEmpty: boolean;
}

const unbounded: DeadLetterSettings = { limitBytes: Number.POSITIVE_INFINITY, version: '' };

/**
 * Opens the ledger at `path` as its only writer.
 * @param streams the configured streams; a ledger that knows none of their tenants, but others, is refused
 * @throws CodedError see checkpoint/errors.ts
 */
export function openLedger(
  path: string,
  streams: readonly Stream[],
  clock: Clock,
  settings: DeadLetterSettings = unbounded,
  onMigration?: MigrationListener,
): OpenedLedger {
  const { database, lock, ...found } = openDatabase(path, clock, onMigration);
  const close = () => {
    database.close();
    lock.release();
  };
  return { ledger: claimed({ database, path, close }, streams, settings), ...found };
}

/**
 * The ledger for work beside the daemon that has it open: each change is a transaction of its own, and nothing else
 * of the daemon's is touched.
 * @throws CodedError see checkpoint/errors.ts
 */
export function openLedgerBeside(
  path: string,
  streams: readonly Stream[],
  settings: DeadLetterSettings,
): Ledger {
  const database = openDatabaseBeside(path);
  return claimed({ database, path, close: () => database.close() }, streams, settings);
}

function claimed(
  { database, path, close }: { database: DatabaseSync; path: string; close: () => void },
  streams: readonly Stream[],
  settings: DeadLetterSettings,
): Ledger {
  try {
    const store = createLedgerStore(database, path);
    store.claim(streams);
    return sqliteLedger(store, settings, close);
  } catch (error) {
    close();
    throw error instanceof CodedError
      ? error
      : new CodedError(checkpointErrors.writeFailed, path, { cause: error });
  }
}

/** The ledger in one SQLite file. */
function sqliteLedger(store: LedgerStore, settings: DeadLetterSettings, close: () => void): Ledger {
  const sums = createBlobSums(store);
  const gaps = createGapRows(store);
  const held = createHeldLetters(store);
  const deadLetters = createDeadLetterRows(store, held, settings);
  const listing = createListingProgress(store, gaps);
  return {
    ...listing,
    ...createUndeliveredBlobs(store, sums),
    ...createSettledBlobs(store, { sums, gaps, deadLetters }),
    ...createForgottenBlobs(store),
    ...createReplayedLetters(store, { sums, gaps, deadLetters }),
    ...createGapOutbox(store),
    ...createDriftRows(store),
    claim: (streams, refuseOthers) => store.claim(streams, refuseOthers),
    deadLetterSpace: () => deadLetters.space(),
    requireDeadLetterRoom: () => deadLetters.requireRoom(),
    holdDeadLetters: (letters, holdId) => store.change(() => deadLetters.hold(letters, holdId)),
    dropHeldLetters: (holdId) => store.change(() => held.drop(holdId)),
    recordGap: (gap, nowMs) => store.change(() => gaps.write(gap, nowMs)),
    close() {
      try {
        listing.flush();
      } catch {
        // What could not be written is only listed again.
      }
      close();
    },
  };
}
