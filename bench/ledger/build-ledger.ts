import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import type { ContentBlob } from '../../src/model/blob.ts';
import type { Stream } from '../../src/model/stream.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const contentTypes = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
];
const pageSize = 200;
/** Pages of each stream that are listed before their blobs are delivered. */
const pagesAhead = 25;
const hourMs = 3_600_000;
const spanMs = 7 * 24 * hourMs;

export interface BuiltLedger {
  readonly streams: readonly Stream[];
  /** The newest page of blobs, all known. */
  readonly newest: readonly ContentBlob[];
}

/**
 * Fills a ledger in the order of a catch-up: pages are listed ahead of the deliveries. Its own statements, without its
 * transactions: a million syncs to the disk would take most of an hour.
 */
export function buildLedger(path: string, blobs: number, nowMs: number): BuiltLedger {
  const streams = contentTypes.map((contentType) => ({
    tenantId,
    tenantName: 'bench',
    contentType,
    namespace: 'default',
  }));
  const perStream = blobs / streams.length;
  const page = (from: number) =>
    Array.from({ length: pageSize }, (_, index) => blobAt(from + index, perStream, nowMs));
  openLedger(path, streams, () => nowMs).ledger.close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const rows = prepareRows(database);
  const streamIds = streams.map((_, index) => index + 1);
  for (let from = 0; from < perStream; from += pagesAhead * pageSize) {
    const lot = Array.from({ length: pagesAhead }, (_, index) => page(from + index * pageSize)).flat();
    for (const id of streamIds) for (const blob of lot) rows.list(id, blob, nowMs);
    for (const id of streamIds) for (const blob of lot) rows.deliver(id, blob, nowMs);
  }
  rows.sumUp();
  database.exec('COMMIT');
  database.close();
  saveSpans(path, streams, nowMs);
  return { streams, newest: page(perStream - pageSize) };
}

function prepareRows(database: DatabaseSync) {
  const add = database.prepare('INSERT INTO blobs (stream_id, content_id, created_ms) VALUES (?, ?, ?)');
  const addUndelivered = database.prepare(
    `INSERT INTO undelivered (stream_id, content_id, content_uri, created_ms, expires_ms, listed_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const deliver = database.prepare(
    `UPDATE blobs SET state = 'delivered', settled_ms = ?, records = 40, indexed = 39, duplicates = 1
     WHERE stream_id = ? AND content_id = ?`,
  );
  const remove = database.prepare('DELETE FROM undelivered WHERE stream_id = ? AND content_id = ?');
  return {
    list(id: number, { contentId, contentUri, createdMs, expiresMs }: ContentBlob, nowMs: number) {
      add.run(id, contentId, createdMs);
      addUndelivered.run(id, contentId, contentUri, createdMs, expiresMs, nowMs);
    },
    deliver(id: number, { contentId }: ContentBlob, nowMs: number) {
      deliver.run(nowMs, id, contentId);
      remove.run(id, contentId);
    },
    sumUp() {
      database.exec(`INSERT INTO hours (stream_id, hour_ms, listed, delivered, records, indexed, duplicates)
        SELECT stream_id, created_ms - created_ms % ${hourMs}, count(*), count(*), sum(records), sum(indexed),
          sum(duplicates)
        FROM blobs GROUP BY 1, 2`);
    },
  };
}

function saveSpans(path: string, streams: readonly Stream[], nowMs: number): void {
  const { ledger } = openLedger(path, streams, () => nowMs);
  const spans = hourSpans(nowMs);
  for (const stream of streams) ledger.saveProgress(stream, { watchedFromMs: nowMs - spanMs, spans });
  ledger.close();
}

/** Each hour listed at another time: as many spans as a running daemon has. */
function hourSpans(nowMs: number) {
  return Array.from({ length: spanMs / hourMs }, (_, index) => {
    const startMs = nowMs - spanMs + index * hourMs;
    return { startMs, endMs: startMs + hourMs, listedMs: nowMs - index };
  });
}

/** A blob as the API names them: both times of its making, the type, and where it lies; about 85 characters. */
function blobAt(index: number, count: number, nowMs: number): ContentBlob {
  const createdMs = Math.floor(nowMs - spanMs + (index * spanMs) / count);
  const time = new Date(createdMs).toISOString().replaceAll(/\D/g, '') + String(index).padStart(7, '0');
  const contentId = `${time}$${time}$audit_general$Audit_General$na00${index % 90}`;
  return {
    contentId,
    contentUri: `https://manage.office.com/api/v1.0/${tenantId}/activity/feed/audit/${contentId}`,
    createdMs,
    expiresMs: createdMs + spanMs,
  };
}
