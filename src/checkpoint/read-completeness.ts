import type { DatabaseSync } from 'node:sqlite';
import { counted, hourMs } from './blob-counts.ts';
import {
  accountHour,
  type BlobAccount,
  type Counts,
  type HourAccount,
  type Mismatch,
  type RecordAccount,
  sumBlobs,
  sumRecords,
} from './hour-account.ts';
import { readLedger } from './read-ledger.ts';
import { configuredStreams, type GapStatus, openGaps, type StatusContext } from './read-status.ts';

/** A stream that is configured and whose latest listing did not reach the last page of each window. */
export interface UnlistedStream {
  readonly tenant: string;
  readonly content_type: string;
  readonly error: string | null;
}

/** Blobs of a stream that are older than what was asked for, and still to be delivered. */
export interface OlderPending {
  readonly tenant: string;
  readonly content_type: string;
  readonly pending: number;
  /** `contentCreated` of the oldest; ISO 8601, UTC. */
  readonly oldest: string;
}

/** What became of all that was listed, as `status --completeness --json` prints it. */
export interface Completeness {
  /**
   * Each sum holds, nothing is pending, whatever its age, nothing is lost, no gap is open, and each configured stream
   * could be listed.
   */
  readonly complete: boolean;
  /** ISO 8601, UTC; a full hour. */
  readonly since: string;
  readonly rows: readonly HourAccount[];
  readonly totals: { readonly blobs: BlobAccount; readonly records: RecordAccount };
  readonly mismatches: readonly Mismatch[];
  /** Not in the rows, but not done either. */
  readonly older_pending: readonly OlderPending[];
  /** Open ones that reach into the time asked for. */
  readonly gaps: readonly GapStatus[];
  readonly not_listed: readonly UnlistedStream[];
}

type Row = Record<string, unknown>;

/** As hourOf: rounded down, before 1970 too. SQLite's remainder has the sign of the number. */
const hour = `created_ms - (created_ms % ${hourMs} + ${hourMs}) % ${hourMs}`;

/** What was counted as it happened: at each listing and each settlement. */
const sumsQuery = `
  SELECT * FROM hours WHERE hour_ms >= ?`;

/** What the rows of the blobs say now; with what those said that are forgotten, it has to be the same. */
const blobsQuery = `
  SELECT stream_id, ${hour} AS hour_ms, sum(state = 'delivered') AS delivered,
    sum(state = 'lost') AS lost, sum(state = 'pending') AS pending, sum(records) AS records, sum(indexed) AS indexed,
    sum(duplicates) AS duplicates, sum(filtered) AS filtered, sum(dead_letters) AS dead_letters
  FROM blobs WHERE created_ms >= ? GROUP BY 1, 2`;

const lettersQuery = `
  SELECT stream_id, ${hour} AS hour_ms, count(*) AS kept FROM dead_letters
  WHERE created_ms >= ? GROUP BY 1, 2`;

const waitingQuery = `
  SELECT stream_id, ${hour} AS hour_ms, sum(lost = 0) AS waiting FROM undelivered
  WHERE created_ms >= ? GROUP BY 1, 2`;

/** Blobs from before the hours asked for: those that will be tried, and those that the sums say are not settled. */
const olderQuery = `
  SELECT s.tenant_id, s.content_type,
    (SELECT count(*) FROM undelivered u WHERE u.stream_id = s.id AND lost = 0 AND created_ms < $from) AS pending,
    (SELECT min(created_ms) FROM undelivered u WHERE u.stream_id = s.id AND lost = 0) AS oldest_ms,
    (SELECT coalesce(sum(listed - delivered - lost), 0) FROM hours h
      WHERE h.stream_id = s.id AND hour_ms < $from) AS unsettled
  FROM streams s ORDER BY 1, 2`;

/**
 * Accounts for each blob and record of the hours since `sinceMs`. Nothing is assumed: what was counted as it happened is
 * held against the rows that are there now, and against the dead letters that are kept.
 * @throws CodedError as readStatus does
 */
export function readCompleteness(path: string, sinceMs: number, context: StatusContext = {}): Completeness {
  const fromMs = Math.floor(sinceMs / hourMs) * hourMs;
  return readLedger(path, (database) => {
    const streams = readStreams(database);
    const accounts = countHours(database, fromMs).flatMap(([streamId, hour, counts]) => {
      const stream = streams.get(streamId);
      return stream === undefined ? [] : [accountHour(namesOf(stream), hour, counts)];
    });
    const rows = accounts.map(({ row }) => row).sort(byStreamAndHour);
    const older = database.prepare(olderQuery).all({ from: fromMs });
    const mismatches = [
      ...accounts.flatMap((one) => one.mismatches),
      ...older.flatMap(compareOlder),
      ...compareStreams(database),
    ];
    const olderPending = older.filter(({ pending }) => Number(pending) > 0).map(toOlderPending);
    const gaps = openGaps(database).filter(({ end }) => Date.parse(end) > fromMs);
    const isConfigured = configuredStreams(context);
    const notListed = [...streams.values()]
      .filter(isUnlisted)
      .map(toUnlisted)
      .filter((one) => isConfigured(one.tenant, one.content_type));
    const collected = rows.filter((row) => isConfigured(row.tenant, row.content_type));
    return {
      complete:
        mismatches.length === 0 &&
        gaps.length === 0 &&
        notListed.length === 0 &&
        !olderPending.some((one) => isConfigured(one.tenant, one.content_type)) &&
        collected.every(({ blobs }) => blobs.pending + blobs.lost === 0),
      since: new Date(fromMs).toISOString(),
      rows,
      totals: {
        blobs: sumBlobs(rows.map((row) => row.blobs)),
        records: sumRecords(rows.map((row) => row.records)),
      },
      mismatches,
      older_pending: olderPending,
      gaps,
      not_listed: notListed,
    };
  });
}

function readStreams(database: DatabaseSync): ReadonlyMap<number, Row> {
  const rows = database.prepare('SELECT * FROM streams').all();
  return new Map(rows.map((row) => [Number(row.id), row]));
}

/** Every hour that any way of counting knows, with what each way found. */
function countHours(database: DatabaseSync, fromMs: number): [streamId: number, hourMs: number, Counts][] {
  const found = new Map<string, [number, number, Map<string, number>]>();
  const collect = (query: string, prefix: string) => {
    for (const row of database.prepare(query).iterate(fromMs)) {
      const { stream_id: streamId, hour_ms: hour, ...counts } = row;
      const key = `${streamId} ${hour}`;
      const entry = found.get(key) ?? [Number(streamId), Number(hour), new Map<string, number>()];
      for (const [name, count] of Object.entries(counts)) entry[2].set(prefix + name, Number(count));
      found.set(key, entry);
    }
  };
  collect(sumsQuery, 'sum.');
  collect(blobsQuery, 'rows.');
  collect(lettersQuery, 'letters.');
  collect(waitingQuery, 'undelivered.');
  return [...found.values()];
}

/** The hours, those that are forgotten in hour 0, add up to what `status` tells of each stream. */
function compareStreams(database: DatabaseSync): Mismatch[] {
  const sums = counted.map((column) => `sum(h.${column}) AS sum_${column}`).join(', ');
  const rows = database
    .prepare(`SELECT s.*, ${sums} FROM streams s LEFT JOIN hours h ON h.stream_id = s.id GROUP BY s.id`)
    .all();
  return rows.flatMap((row) =>
    counted
      .map((column) => ({
        ...namesOf(row),
        hour: 'all',
        what: `${column.replace('_', ' ')} of the stream = sum of its hours`,
        expected: Number(row[column]),
        found: Number(row[`sum_${column}`]),
      }))
      .filter(({ expected, found }) => expected !== found),
  );
}

function toOlderPending(row: Row): OlderPending {
  const oldest = new Date(Number(row.oldest_ms)).toISOString();
  return { ...namesOf(row), pending: Number(row.pending), oldest };
}

function compareOlder(row: Row): Mismatch[] {
  const [expected, found] = [Number(row.unsettled), Number(row.pending)];
  if (expected === found) return [];
  const what = 'older blobs listed, and neither delivered nor lost = blobs that will be tried';
  return [{ ...namesOf(row), hour: 'older', what, expected, found }];
}

function isUnlisted(row: Row): boolean {
  return row.listing_error !== null || row.watched_from_ms === null;
}

function toUnlisted(row: Row): UnlistedStream {
  return { ...namesOf(row), error: row.listing_error === null ? null : String(row.listing_error) };
}

function namesOf(row: Row): { tenant: string; content_type: string } {
  return { tenant: String(row.tenant_id), content_type: String(row.content_type) };
}

function byStreamAndHour(a: HourAccount, b: HourAccount): number {
  const key = ({ tenant, content_type, hour }: HourAccount) => `${tenant} ${content_type} ${hour}`;
  return key(a) < key(b) ? -1 : 1;
}
