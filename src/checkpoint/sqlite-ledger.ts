import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { CodedError } from '../lib/coded-error.ts';
import type { ContentBlob } from '../model/blob.ts';
import type {
  BlobCounts,
  DeadLetter,
  Gap,
  GapCause,
  Ledger,
  PendingBlob,
  StreamProgress,
  SubscriptionStart,
} from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';
import { checkpointErrors } from './errors.ts';
import { closeGapOf, gapOfBlob, writeGap } from './gap-rows.ts';
import type { LedgerLock } from './ledger-lock.ts';
import { openDatabase } from './open-database.ts';
import { prepareStatements, type Statements } from './statements.ts';

const hourMs = 3_600_000;

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
  const opened = openDatabase(path, clock);
  try {
    const ledger = new SqliteLedger(opened.database, opened.lock);
    ledger.claim(streams);
    return { ledger, setAside: opened.setAside };
  } catch (error) {
    opened.database.close();
    opened.lock.release();
    throw error instanceof CodedError
      ? error
      : new CodedError(checkpointErrors.writeFailed, path, { cause: error });
  }
}

/** The ledger in one SQLite file. Every change is one transaction and is on the disk when the method returns. */
class SqliteLedger implements Ledger {
  readonly #database: DatabaseSync;
  readonly #lock: LedgerLock;
  readonly #sql: Statements;
  /** Row of each claimed stream. */
  readonly #ids = new Map<string, number>();

  constructor(database: DatabaseSync, lock: LedgerLock) {
    this.#database = database;
    this.#lock = lock;
    this.#sql = prepareStatements(database);
  }

  /** Registers the configured streams. */
  claim(streams: readonly Stream[]): void {
    const known = this.#guard(() => this.#sql.tenants.all().map((row) => String(row.tenant_id)));
    const configured = new Set(streams.map((stream) => stream.tenantId));
    if (known.length > 0 && !known.some((tenant) => configured.has(tenant))) {
      throw new CodedError(checkpointErrors.otherTenant, `it knows ${known.join(', ')}`);
    }
    this.#change(() => {
      for (const stream of streams) {
        this.#sql.addStream.run(stream.tenantId, stream.contentType);
        const row = this.#sql.findStream.get(stream.tenantId, stream.contentType);
        this.#ids.set(streamKey(stream), Number(row?.id));
      }
    });
  }

  progress(stream: Stream): StreamProgress {
    const id = this.#id(stream);
    return this.#guard(() => {
      const watchedFrom = this.#sql.watchedFrom.get(id)?.watched_from_ms ?? null;
      const spans = this.#sql.listedSpans.all(id).map((row) => ({
        startMs: Number(row.start_ms),
        endMs: Number(row.end_ms),
        listedMs: Number(row.listed_ms),
      }));
      return { watchedFromMs: watchedFrom === null ? null : Number(watchedFrom), spans };
    });
  }

  saveProgress(stream: Stream, progress: StreamProgress): void {
    this.#change(() => this.#writeProgress(stream, progress));
  }

  savePlan(stream: Stream, progress: StreamProgress, gaps: readonly Gap[], nowMs: number): readonly Gap[] {
    return this.#change(() => {
      this.#writeProgress(stream, progress);
      return gaps.filter((gap) => writeGap(this.#sql, this.#id(stream), gap, nowMs));
    });
  }

  recordListing(stream: Stream, error: string | null): void {
    this.#guard(() => this.#sql.saveListingError.run(error, this.#id(stream)));
  }

  subscriptionStart(stream: Stream): SubscriptionStart | undefined {
    const row = this.#guard(() => this.#sql.subscriptionStart.get(this.#id(stream)));
    const atMs = row?.last_start_ms ?? null;
    return atMs === null ? undefined : { atMs: Number(atMs), accepted: row?.last_start_accepted === 1 };
  }

  saveSubscriptionStart(stream: Stream, start: SubscriptionStart): void {
    const accepted = start.accepted ? 1 : 0;
    this.#guard(() => this.#sql.saveSubscriptionStart.run(start.atMs, accepted, this.#id(stream)));
  }

  recordListed(stream: Stream, blobs: readonly ContentBlob[], nowMs: number): number {
    const id = this.#id(stream);
    return this.#change(() => {
      let added = 0;
      for (const { contentId, contentUri, createdMs, expiresMs } of blobs) {
        const isNew = this.#sql.addBlob.run(id, contentId, contentUri, createdMs, expiresMs, nowMs).changes;
        if (Number(isNew) === 1) {
          added += 1;
          continue;
        }
        this.#sql.renewUri.run(contentUri, expiresMs, id, contentId, contentUri);
        this.#sql.reviveBlob.run(id, contentId);
      }
      if (added > 0) this.#sql.countListed.run(added, id);
      return added;
    });
  }

  dueBlobs(
    streams: readonly Stream[],
    nowMs: number,
    limit: number,
    excludeKeys: ReadonlySet<string>,
  ): PendingBlob[] {
    const freshMs = nowMs - hourMs;
    const enough = limit + excludeKeys.size;
    return this.#guard(() => {
      const fresh = this.#due(streams, freshMs, Number.MAX_SAFE_INTEGER, nowMs, enough);
      const older = this.#due(streams, 0, freshMs, nowMs, enough);
      return [...fresh, ...older].filter((blob) => !excludeKeys.has(blob.key)).slice(0, limit);
    });
  }

  /** Pending blobs with fromMs <= created < toMs, oldest first. */
  #due(
    streams: readonly Stream[],
    fromMs: number,
    toMs: number,
    nowMs: number,
    limit: number,
  ): PendingBlob[] {
    return streams
      .flatMap((stream) =>
        this.#sql.dueBlobs.all(this.#id(stream), fromMs, toMs, nowMs, limit).map((row) => ({
          key: `${streamKey(stream)} ${row.content_id}`,
          stream,
          contentId: String(row.content_id),
          contentUri: String(row.content_uri),
          createdMs: Number(row.created_ms),
          expiresMs: Number(row.expires_ms),
          attempts: Number(row.attempts),
          refusals: Number(row.refusals),
        })),
      )
      .sort((a, b) => a.createdMs - b.createdMs);
  }

  makeAllDue(streams: readonly Stream[]): void {
    this.#change(() => {
      for (const stream of streams) this.#sql.makeAllDue.run(this.#id(stream));
    });
  }

  nextAttemptMs(streams: readonly Stream[], nowMs: number): number | null {
    const times = this.#guard(() =>
      streams.map((stream) => this.#sql.nextAttempt.get(this.#id(stream), nowMs)?.next_ms ?? null),
    );
    const known = times.filter((time) => time !== null).map(Number);
    return known.length === 0 ? null : Math.min(...known);
  }

  recordDelivered(
    blob: PendingBlob,
    counts: BlobCounts,
    deadLetters: readonly DeadLetter[],
    nowMs: number,
  ): void {
    const id = this.#id(blob.stream);
    const numbers = [
      counts.records,
      counts.indexed,
      counts.duplicates,
      counts.filtered,
      counts.deadLetters,
    ] as const;
    this.#change(() => {
      const state = this.#state(blob);
      if (state === 'delivered') return;
      this.#sql.deliverBlob.run(nowMs, ...numbers, id, blob.contentId);
      this.#sql.countDelivered.run(...numbers, id);
      for (const letter of deadLetters) this.#keepDeadLetter(blob, letter, nowMs);
      if (state === 'lost') closeGapOf(this.#sql, id, blob.createdMs);
    });
  }

  recordFailed(blob: PendingBlob, error: string, nextAttemptMs: number, refused: boolean): void {
    const refusals = refused ? blob.refusals + 1 : 0;
    const id = this.#id(blob.stream);
    this.#guard(() => this.#sql.failBlob.run(refusals, error, nextAttemptMs, id, blob.contentId));
  }

  recordLost(blob: PendingBlob, cause: GapCause, body: DeadLetter | null, nowMs: number): void {
    const { stream } = blob;
    const id = this.#id(stream);
    this.#change(() => {
      const known = this.#state(blob) !== 'pending';
      this.#sql.loseBlob.run(nowMs, id, blob.contentId);
      if (known) return;
      this.#sql.countLost.run(1, id);
      writeGap(this.#sql, id, { stream, ...gapOfBlob(blob.createdMs), cause, blobs: 1 }, nowMs);
      if (body === null) return;
      this.#sql.countKeptBody.run(id);
      this.#keepDeadLetter(blob, body, nowMs);
    });
  }

  recordGap(gap: Gap, nowMs: number): boolean {
    return this.#change(() => writeGap(this.#sql, this.#id(gap.stream), gap, nowMs));
  }

  prune(nowMs: number, rememberMs: number): number {
    return this.#guard(() => Number(this.#sql.prune.run(nowMs, rememberMs).changes));
  }

  close(): void {
    this.#database.close();
    this.#lock.release();
  }

  #writeProgress(stream: Stream, progress: StreamProgress): void {
    const id = this.#id(stream);
    this.#sql.saveWatchedFrom.run(progress.watchedFromMs, id);
    this.#sql.clearSpans.run(id);
    for (const span of progress.spans) this.#sql.addSpan.run(id, span.startMs, span.endMs, span.listedMs);
  }

  #keepDeadLetter(blob: PendingBlob, letter: DeadLetter, nowMs: number): void {
    const { recordId, kind, reason, record } = letter;
    const id = this.#id(blob.stream);
    this.#sql.keepDeadLetter.run(id, blob.contentId, recordId, kind, reason, record, nowMs);
  }

  #state(blob: PendingBlob): unknown {
    return this.#sql.blobState.get(this.#id(blob.stream), blob.contentId)?.state;
  }

  #id(stream: Stream): number {
    const id = this.#ids.get(streamKey(stream));
    if (id === undefined) throw new Error(`stream ${streamKey(stream)} was not claimed at opening`);
    return id;
  }

  #change<T>(work: () => T): T {
    return this.#guard(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after a full disk or an I/O error.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new CodedError(checkpointErrors.writeFailed, undefined, { cause: error });
    }
  }
}

function streamKey(stream: Stream): string {
  return `${stream.tenantId} ${stream.contentType}`;
}
