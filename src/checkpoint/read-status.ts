import type { DatabaseSync } from 'node:sqlite';
import type { StreamStatus } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { type DeadLetterState, deadLetterState } from './dead-letter-state.ts';
import { readLedger } from './read-ledger.ts';

export interface GapStatus {
  readonly tenant: string;
  readonly content_type: string;
  /** ISO 8601, UTC; the span of contentCreated. */
  readonly start: string;
  readonly end: string;
  readonly cause: string;
  readonly blobs: number | null;
}

/** Something that the mapping does not know yet. */
export interface DriftStatus {
  /** record_type, workload, or field. */
  readonly kind: string;
  /** `*` counts what came when there were too many names to keep. */
  readonly name: string;
  readonly count: number;
  /** ISO 8601, UTC. */
  readonly first_seen: string;
  readonly last_seen: string;
}

/** The room for dead letters. */
export interface DeadLetterRoom {
  readonly used_bytes: number;
  /** Null where the reader does not know the limit. */
  readonly limit_bytes: number | null;
  readonly state: DeadLetterState;
}

type CountName =
  | 'listed'
  | 'delivered'
  | 'pending'
  | 'lost'
  | 'dead_letters'
  | 'records'
  | 'indexed'
  | 'duplicates'
  | 'filtered';
export type Totals = Readonly<Record<CountName, number>>;

/** What the ledger knows, as `status --json` prints it. */
export interface LedgerStatus {
  readonly streams: readonly StreamStatus[];
  readonly totals: Totals;
  /** Open ones, oldest first. */
  readonly gaps: readonly GapStatus[];
  /** How many gaps closed because their content turned up after all. */
  readonly gaps_closed: number;
  readonly dead_letter_room: DeadLetterRoom;
  /** The most frequent first. */
  readonly drift: readonly DriftStatus[];
}

/** What the configuration says about what is read. */
export interface StatusContext {
  /** Streams that are configured; without it all count as such. */
  readonly streams?: readonly Pick<Stream, 'tenantId' | 'contentType'>[];
  /** Tenants of which all streams count as configured: their files are there, and cannot be used. */
  readonly tenants?: readonly string[];
  /** Content types of tenants whose ids are not known: a stream of such a type counts as configured. */
  readonly contentTypesOfAnyTenant?: readonly string[];
  readonly deadLetterLimitBytes?: number;
}

const streamsQuery = `
  SELECT s.*,
    (SELECT min(created_ms) FROM undelivered u WHERE u.stream_id = s.id AND lost = 0) AS oldest_pending_ms,
    (SELECT last_error FROM undelivered u
      WHERE u.stream_id = s.id AND lost = 0 AND last_error IS NOT NULL ORDER BY created_ms LIMIT 1) AS last_error
  FROM streams s ORDER BY tenant_id, content_type`;

const spansQuery = 'SELECT start_ms, end_ms FROM listed_spans WHERE stream_id = ? ORDER BY start_ms';

const gapsQuery = `
  SELECT s.tenant_id, s.content_type, g.start_ms, g.end_ms, g.cause, g.blobs
  FROM gaps g JOIN streams s ON s.id = g.stream_id WHERE g.closed_ms IS NULL ORDER BY g.start_ms`;

type Row = Record<string, unknown>;

/**
 * Reads the ledger without locking it; works beside a running daemon.
 * @throws CodedError CHECKPOINT_MISSING, CHECKPOINT_OLDER, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN, CHECKPOINT_DAMAGED
 */
export function readStatus(path: string, nowMs: number, context: StatusContext = {}): LedgerStatus {
  return readLedger(path, (database) => {
    const isConfigured = configuredStreams(context);
    const spans = database.prepare(spansQuery);
    const rows = database.prepare(streamsQuery).all();
    const streams = rows.map((row) => {
      const configured = isConfigured(String(row.tenant_id), String(row.content_type));
      return toStreamStatus(row, listedTo(row.watched_from_ms, spans.all(Number(row.id))), nowMs, configured);
    });
    return {
      streams,
      totals: sum(streams),
      gaps: openGaps(database),
      gaps_closed: countClosed(database),
      dead_letter_room: roomOf(rows, context.deadLetterLimitBytes),
      drift: readDrift(database),
    };
  });
}

/** Tells whether the configuration still names a stream of the ledger. */
export function configuredStreams({
  streams,
  tenants = [],
  contentTypesOfAnyTenant: ofAny = [],
}: StatusContext): (tenant: string, contentType: string) => boolean {
  if (streams === undefined) return () => true;
  const named = new Set(streams.map(({ tenantId, contentType }) => `${tenantId} ${contentType}`));
  return (tenant, contentType) =>
    named.has(`${tenant} ${contentType}`) || tenants.includes(tenant) || ofAny.includes(contentType);
}

/** The gaps that are open, oldest first. */
export function openGaps(database: DatabaseSync): GapStatus[] {
  return database.prepare(gapsQuery).all().map(toGapStatus);
}

function countClosed(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS n FROM gaps WHERE closed_ms IS NOT NULL').get()?.n);
}

function roomOf(rows: readonly Row[], limitBytes: number | undefined): DeadLetterRoom {
  const usedBytes = rows.reduce((bytes, row) => bytes + Number(row.dead_letter_bytes), 0);
  const state = deadLetterState(usedBytes, limitBytes ?? Number.POSITIVE_INFINITY);
  return { used_bytes: usedBytes, limit_bytes: limitBytes ?? null, state };
}

function readDrift(database: DatabaseSync): DriftStatus[] {
  const rows = database.prepare('SELECT * FROM drift ORDER BY kind, count DESC, name').all();
  return rows.map((row) => ({
    kind: String(row.kind),
    name: String(row.name),
    count: Number(row.count),
    first_seen: new Date(Number(row.first_seen_ms)).toISOString(),
    last_seen: new Date(Number(row.last_seen_ms)).toISOString(),
  }));
}

/** Up to where everything was listed since the watch began; null when not even its beginning was. */
function listedTo(watchedFrom: unknown, spans: readonly Row[]): number | null {
  let to: number | null = null;
  for (const span of spans) {
    if (Number(span.start_ms) > (to ?? Number(watchedFrom))) break;
    to = Number(span.end_ms);
  }
  return to;
}

function toStreamStatus(
  row: Row,
  listedToMs: number | null,
  nowMs: number,
  configured: boolean,
): StreamStatus {
  const error = row.last_error ?? row.listing_error;
  const number = (name: string): number => Number(row[name] ?? 0);
  return {
    tenant: String(row.tenant_id),
    content_type: String(row.content_type),
    listed: number('listed'),
    delivered: number('delivered'),
    pending: number('listed') - number('delivered') - number('lost'),
    lost: number('lost'),
    dead_letters: number('dead_letters'),
    records: number('records'),
    indexed: number('indexed'),
    duplicates: number('duplicates'),
    filtered: number('filtered'),
    // Nobody collects what is not configured: it falls behind nothing.
    lag_seconds: configured ? lagSeconds(row.oldest_pending_ms, listedToMs, nowMs) : null,
    last_error: error === null || !configured ? null : String(error),
    configured,
  };
}

/** How far behind a stream is: since its oldest undelivered blob, or since the moment up to which all was listed. */
function lagSeconds(oldestPending: unknown, listedToMs: number | null, nowMs: number): number | null {
  if (listedToMs === null) return null;
  const completeToMs = oldestPending === null ? listedToMs : Math.min(Number(oldestPending), listedToMs);
  return Math.max(0, Math.round((nowMs - completeToMs) / 1000));
}

function sum(streams: readonly StreamStatus[]): Totals {
  const total = (name: CountName): number => streams.reduce((count, stream) => count + stream[name], 0);
  return {
    listed: total('listed'),
    delivered: total('delivered'),
    pending: total('pending'),
    lost: total('lost'),
    dead_letters: total('dead_letters'),
    records: total('records'),
    indexed: total('indexed'),
    duplicates: total('duplicates'),
    filtered: total('filtered'),
  };
}

function toGapStatus(row: Row): GapStatus {
  return {
    tenant: String(row.tenant_id),
    content_type: String(row.content_type),
    start: new Date(Number(row.start_ms)).toISOString(),
    end: new Date(Number(row.end_ms)).toISOString(),
    cause: String(row.cause),
    blobs: row.blobs === null ? null : Number(row.blobs),
  };
}
