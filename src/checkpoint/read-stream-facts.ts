import { readLedger } from './read-ledger.ts';

/** What the ledger remembers of one stream's subscription and content. */
export interface StreamFacts {
  readonly tenant: string;
  readonly contentType: string;
  /** When this daemon last asked to start the subscription and was heard; null: never. */
  readonly startedMs: number | null;
  /** Start of the latest hour with content; null: none was ever listed. */
  readonly lastContentHourMs: number | null;
  /** Why the last poll could not list everything; null: it could. */
  readonly listingError: string | null;
}

const query = `
  SELECT tenant_id, content_type, last_start_ms, last_start_accepted, listing_error,
    (SELECT max(hour_ms) FROM hours h WHERE h.stream_id = s.id AND h.listed > 0) AS last_hour_ms
  FROM streams s`;

/**
 * Reads the ledger without locking it.
 * @throws CodedError as readLedger does
 */
export function readStreamFacts(path: string): readonly StreamFacts[] {
  const rows = readLedger(path, (database) => database.prepare(query).all());
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  return rows.map((row) => ({
    tenant: String(row.tenant_id),
    contentType: String(row.content_type),
    startedMs: row.last_start_accepted === 1 ? number(row.last_start_ms) : null,
    lastContentHourMs: number(row.last_hour_ms),
    listingError: typeof row.listing_error === 'string' ? row.listing_error : null,
  }));
}
