import type { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../lib/coded-error.ts';
import type { Stream } from '../model/stream.ts';
import { isCorruption, markSuspect } from './damage.ts';
import { checkpointErrors } from './errors.ts';

/** What every topic of the ledger shares: the database, its transactions, and the rows of the claimed streams. */
export interface LedgerStore {
  readonly database: DatabaseSync;
  /** As in Ledger; others are refused by default. */
  claim(streams: readonly Stream[], refuseOthers?: boolean): void;
  /** The row of a claimed stream. */
  idOf(stream: Stream): number;
  /** The claimed stream of a row; undefined where the configuration names it no more. */
  streamOf(id: number): Stream | undefined;
  /** The rows of all claimed streams. */
  claimedIds(): readonly number[];
  /** Runs `work` in one transaction that is on the disk when this returns. */
  change<T>(work: () => T): T;
  /** Runs `work`; whatever it throws becomes an error of the checkpoint. */
  guard<T>(work: () => T): T;
}

/** @param path the checkpoint; where a page of it proves damaged, the next start looks at all of them */
export function createLedgerStore(database: DatabaseSync, path: string): LedgerStore {
  const ids = new Map<string, number>();
  const claimed = new Map<number, Stream>();
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof CodedError ? error : failure(error, path);
    }
  };
  const change = <T>(work: () => T): T => guard(() => inTransaction(database, work));
  const isClaimed = (stream: Stream): boolean => {
    const known = claimed.get(ids.get(streamKey(stream)) ?? -1);
    return known?.tenantName === stream.tenantName && known.namespace === stream.namespace;
  };
  return {
    database,
    guard,
    change,
    claim(streams, refuseOthers = true) {
      // Many tenants that claim what is theirs already cost no write each.
      if (streams.length > 0 && streams.every(isClaimed)) return;
      const rows = change(() => {
        if (refuseOthers && streams.length > 0) refuseOtherTenants(database, streams);
        return addStreams(database, streams);
      });
      // Only now: a row that was rolled back may next be another stream's.
      for (const [stream, id] of rows) {
        ids.set(streamKey(stream), id);
        claimed.set(id, stream);
      }
    },
    idOf(stream) {
      const id = ids.get(streamKey(stream));
      if (id === undefined) throw new Error(`stream ${streamKey(stream)} was not claimed at opening`);
      return id;
    },
    streamOf: (id) => claimed.get(id),
    claimedIds: () => [...claimed.keys()],
  };
}

export function streamKey(stream: Stream): string {
  return `${stream.tenantId} ${stream.contentType}`;
}

/** A full disk or a held lock passes; a damaged page does not: the next start sets the file aside. */
function failure(cause: unknown, path: string): CodedError {
  if (!isCorruption(cause)) return new CodedError(checkpointErrors.writeFailed, undefined, { cause });
  markSuspect(path);
  return new CodedError(checkpointErrors.damaged, path, { cause });
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after a full disk or an I/O error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function refuseOtherTenants(database: DatabaseSync, streams: readonly Stream[]): void {
  const known = database
    .prepare('SELECT DISTINCT tenant_id FROM streams')
    .all()
    .map((row) => String(row.tenant_id));
  const configured = new Set(streams.map((stream) => stream.tenantId));
  if (known.length > 0 && !known.some((tenant) => configured.has(tenant))) {
    throw new CodedError(checkpointErrors.otherTenant, `it knows ${known.join(', ')}`);
  }
}

function addStreams(database: DatabaseSync, streams: readonly Stream[]): [stream: Stream, id: number][] {
  const add = database.prepare(
    'INSERT INTO streams (tenant_id, content_type) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const find = database.prepare('SELECT id FROM streams WHERE tenant_id = ? AND content_type = ?');
  return streams.map((stream) => {
    add.run(stream.tenantId, stream.contentType);
    return [stream, Number(find.get(stream.tenantId, stream.contentType)?.id)];
  });
}
