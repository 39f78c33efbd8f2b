import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../lib/coded-error.ts';
import type { StreamStatus } from '../model/ledger.ts';
import { checkpointErrors } from './errors.ts';
import { busyTimeoutMs, inspectFile } from './inspect-file.ts';

export interface GapStatus {
  readonly tenant: string;
  readonly content_type: string;
  /** ISO 8601, UTC; the span of contentCreated. */
  readonly start: string;
  readonly end: string;
  readonly cause: string;
  readonly blobs: number | null;
}

export type Totals = Omit<StreamStatus, 'tenant' | 'content_type' | 'lag_seconds' | 'last_error'>;

/** What the ledger knows, as `status --json` prints it. */
export interface LedgerStatus {
  readonly streams: readonly StreamStatus[];
  readonly totals: Totals;
  readonly gaps: readonly GapStatus[];
}

const streamsQuery = `
  SELECT s.*,
    (SELECT min(created_ms) FROM blobs b
      WHERE b.stream_id = s.id AND state <> 'delivered' AND state = 'pending') AS oldest_pending_ms,
    (SELECT last_error FROM blobs b
      WHERE b.stream_id = s.id AND state <> 'delivered' AND state = 'pending' AND last_error IS NOT NULL
      ORDER BY created_ms LIMIT 1) AS last_error
  FROM streams s ORDER BY tenant_id, content_type`;

const spansQuery = 'SELECT start_ms, end_ms FROM listed_spans WHERE stream_id = ? ORDER BY start_ms';

const gapsQuery = `
  SELECT s.tenant_id, s.content_type, g.start_ms, g.end_ms, g.cause, g.blobs
  FROM gaps g JOIN streams s ON s.id = g.stream_id ORDER BY g.start_ms`;

type Row = Record<string, unknown>;

/**
 * Reads the ledger without locking it; works beside a running daemon.
 * @throws CodedError CHECKPOINT_MISSING, CHECKPOINT_NEWER, CHECKPOINT_FOREIGN, CHECKPOINT_DAMAGED
 */
export function readStatus(path: string, nowMs: number): LedgerStatus {
  refuseUnreadable(path);
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    const spans = database.prepare(spansQuery);
    const streams = database
      .prepare(streamsQuery)
      .all()
      .map((row) => toStreamStatus(row, listedTo(row.watched_from_ms, spans.all(Number(row.id))), nowMs));
    return { streams, totals: sum(streams), gaps: database.prepare(gapsQuery).all().map(toGapStatus) };
  } catch (error) {
    throw new CodedError(checkpointErrors.writeFailed, path, { cause: error });
  } finally {
    database.close();
  }
}

function refuseUnreadable(path: string): void {
  if (!existsSync(path)) throw new CodedError(checkpointErrors.missing, path);
  const condition = inspectFile(path, false);
  if (condition === 'absent') throw new CodedError(checkpointErrors.missing, path);
  if (condition !== 'ours') throw new CodedError(checkpointErrors[condition], path);
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

function toStreamStatus(row: Row, listedToMs: number | null, nowMs: number): StreamStatus {
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
    lag_seconds: lagSeconds(row.oldest_pending_ms, listedToMs, nowMs),
    last_error: error === null ? null : String(error),
  };
}

/** How far behind a stream is: since its oldest undelivered blob, or since the moment up to which all was listed. */
function lagSeconds(oldestPending: unknown, listedToMs: number | null, nowMs: number): number | null {
  if (listedToMs === null) return null;
  const completeToMs = oldestPending === null ? listedToMs : Math.min(Number(oldestPending), listedToMs);
  return Math.max(0, Math.round((nowMs - completeToMs) / 1000));
}

function sum(streams: readonly StreamStatus[]): Totals {
  const total = (name: keyof Totals): number => streams.reduce((count, stream) => count + stream[name], 0);
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
