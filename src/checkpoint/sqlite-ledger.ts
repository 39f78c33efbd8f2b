import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { createDeadLetterRows } from './dead-letter-rows.ts';
import { checkpointErrors } from './errors.ts';
import { createGapRows } from './gap-rows.ts';
import { createLedgerStore, type LedgerStore } from './ledger-store.ts';
import { createListingProgress } from './listing-progress.ts';
import { openDatabase } from './open-database.ts';
import { createSettledBlobs } from './settled-blobs.ts';
import { createUndeliveredBlobs } from './undelivered-blobs.ts';

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Where a damaged predecessor was set aside, if there was one. */
  readonly setAside: string | null;
}

/**
 * Opens the ledger at `path` as its only writer.
 * @param streams the configured streams; a ledger that knows none of their tenants, but others, is refused
 * @throws CodedError see checkpoint/errors.ts
 */
export function openLedger(path: string, streams: readonly Stream[], clock: Clock): OpenedLedger {
  const { database, lock, setAside } = openDatabase(path, clock);
  const close = () => {
    database.close();
    lock.release();
  };
  try {
    const store = createLedgerStore(database);
    store.claim(streams);
    return { ledger: sqliteLedger(store, close), setAside };
  } catch (error) {
    close();
    throw error instanceof CodedError
      ? error
      : new CodedError(checkpointErrors.writeFailed, path, { cause: error });
  }
}

/** The ledger in one SQLite file. Every change is one transaction and is on the disk when the method returns. */
function sqliteLedger(store: LedgerStore, close: () => void): Ledger {
  const gaps = createGapRows(store);
  const deadLetters = createDeadLetterRows(store);
  return {
    ...createListingProgress(store, gaps),
    ...createUndeliveredBlobs(store),
    ...createSettledBlobs(store, gaps, deadLetters),
    recordGap: (gap, nowMs) => store.change(() => gaps.write(gap, nowMs)),
    close,
  };
}
