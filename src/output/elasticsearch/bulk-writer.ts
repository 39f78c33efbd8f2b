import type { Sleep } from '../../lib/abortable-sleep.ts';
import { type RetryDelayOptions, retryDelayMs } from '../../lib/retry-delay.ts';
import type { Document } from '../../model/document.ts';
import type { Output, WriteResult } from '../../model/output.ts';
import { OpenWrites } from '../open-writes.ts';
import { PendingWrite } from '../pending-write.ts';
import { BulkBatch } from './bulk-batch.ts';
import type { ItemVerdict } from './classify-item.ts';
import { classifyRequestFailure, isCut } from './classify-request-failure.ts';
import { type ClientFailure, codedFailure } from './client-failure.ts';
import { type BulkItem, bulkItem, DocumentQueue } from './document-queue.ts';
import { type BatchLimits, shouldSend } from './plan-batch.ts';
import { countSafeForms, type SafeForm, settleItems, settleRefused, settleRejected } from './settle-items.ts';
import { type OnceAnswer, WriteOnce, type WriteOnceOptions } from './write-once.ts';

/** Its client is closed with the writer. */
export interface BulkWriterOptions extends WriteOnceOptions {
  /** Bytes of a request body before compression. */
  readonly maxBytes: number;
  readonly maxActions: number;
  /** The longest that a document waits for others while a request is under way. */
  readonly maxWaitMs: number;
  /** Bulk requests in flight. */
  readonly concurrency: number;
  readonly retry: RetryDelayOptions;
  /** A write fails when nothing at all could be written for this long. Infinity: it waits until Elasticsearch is back. */
  readonly retryForMs: number;
  readonly sleep: Sleep;
  /** Default: a document that is refused in full has no other form. */
  readonly safeForm?: SafeForm;
}

/** Writes documents to Elasticsearch: batches of several writes, several in flight, only what failed is sent again. */
export function createBulkWriter(options: BulkWriterOptions): Output {
  return new BulkWriter(options);
}

/**
 * The client's own bulk helper is not used: it loses documents (elasticsearch-js #1562).
 *
 * A document is in exactly one place: waiting, in a batch in flight, in a parked batch that waits for its next attempt, or in a
 * batch that is ready for it. Where a single document has to wait (429, a blocked index, a connection that is cut under it again and
 * again), only its batch is parked, so that the others go on; where the request fails as a whole, everything pauses.
 */
class BulkWriter implements Output {
  readonly #options: BulkWriterOptions;
  readonly #once: WriteOnce;
  readonly #safeForm: SafeForm;
  readonly #queue = new DocumentQueue();
  readonly #ready: BulkBatch[] = [];
  readonly #inFlight = new Set<BulkBatch>();
  readonly #writes = new OpenWrites();
  readonly #lifetime = new AbortController();
  #limits: BatchLimits;
  #pumpQueued = false;
  #ageWatched = false;
  #paused = false;
  #failures = 0;
  #closing = false;
  #lastProgressMs = Number.NEGATIVE_INFINITY;

  constructor(options: BulkWriterOptions) {
    this.#options = options;
    this.#once = new WriteOnce(options);
    this.#safeForm = options.safeForm ?? (() => undefined);
    this.#limits = { maxBytes: options.maxBytes, maxActions: options.maxActions };
  }

  async write(documents: readonly Document[], signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    if (this.#closing) throw new Error('the bulk writer is closed');
    const write = new PendingWrite(documents.length);
    const nowMs = this.#options.clock();
    this.#queue.push(documents.map((document, position) => bulkItem(document, position, write, nowMs)));
    this.#queuePump();
    return await this.#writes.follow(write, signal, () => this.#dropAbandoned());
  }

  /** Sends what waits, resolves when every write has ended, and closes the client. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#queuePump();
    await this.#writes.ended();
    this.#lifetime.abort(new Error('the bulk writer is closed'));
    await this.#options.client.close();
  }

  #dropAbandoned(): void {
    this.#queue.dropSettled();
    for (const batch of this.#inFlight) batch.abortIfAbandoned();
  }

  // Deferred, so that writes of the same turn share a request.
  #queuePump(): void {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (!this.#paused && this.#inFlight.size < this.#options.concurrency) {
      const batch = this.#nextBatch();
      if (batch === undefined) break;
      if (batch.items.length > 0) void this.#deliver(batch);
    }
    this.#watchAge();
  }

  #nextBatch(): BulkBatch | undefined {
    const again = this.#ready.shift();
    if (again !== undefined) return again.withoutSettled();
    const { concurrency, maxWaitMs, clock } = this.#options;
    const state = { inFlight: this.#inFlight.size, concurrency, maxWaitMs, closing: this.#closing };
    if (!shouldSend(this.#queue.waiting(clock()), this.#limits, state)) return undefined;
    return new BulkBatch(this.#queue.take(this.#limits));
  }

  /** Where a slot is free and documents wait for more to come, wakes the pump when they have waited enough. */
  #watchAge(): void {
    const { concurrency, maxWaitMs, clock } = this.#options;
    const { count, ageMs } = this.#queue.waiting(clock());
    if (count === 0 || this.#ageWatched || this.#paused || this.#inFlight.size >= concurrency) return;
    this.#ageWatched = true;
    this.#after(Math.max(0, maxWaitMs - ageMs), () => {
      this.#ageWatched = false;
    });
  }

  async #deliver(batch: BulkBatch): Promise<void> {
    this.#inFlight.add(batch);
    const startedMs = this.#options.clock();
    const answer = await this.#once.send(batch);
    this.#inFlight.delete(batch);
    if (answer.kind === 'answered') this.#answered(batch, answer.verdicts, startedMs);
    else if (!batch.signal.aborted) this.#unanswered(batch, answer);
    this.#queuePump();
  }

  #answered(batch: BulkBatch, verdicts: readonly (ItemVerdict | undefined)[], startedMs: number): void {
    const { events } = this.#options;
    const nowMs = this.#options.clock();
    this.#failures = 0;
    const { retry, tooLarge, safe, failure } = settleItems(batch.items, verdicts, this.#safeForm);
    const documents = batch.items.length - retry.length - tooLarge.length - safe.length;
    for (const [type, count] of countSafeForms(batch.items, verdicts)) {
      events.documentsInSafeForm({ documents: count, type });
    }
    if (documents + safe.length > 0) this.#lastProgressMs = nowMs;
    if (documents > 0) {
      events.batchWritten({ documents, bytes: batch.bytes, durationMs: nowMs - startedMs });
    }
    if (tooLarge.length > 0) this.#ready.unshift(...new BulkBatch(tooLarge, batch.attempt).halves());
    this.#sendSafe(safe);
    if (failure !== undefined) this.#park(new BulkBatch(retry, batch.attempt), failure);
  }

  /** Sets documents aside until their next attempt, without keeping the others waiting. */
  #park(batch: BulkBatch, failure: ClientFailure): void {
    const delayMs = retryDelayMs(batch.attempt, this.#options.retry);
    const waiting = this.#withoutStuck(batch.items, failure, delayMs);
    if (waiting.length === 0) return;
    this.#tellRetry(waiting, failure, batch.attempt, delayMs);
    this.#after(delayMs, () => this.#ready.push(new BulkBatch(waiting, batch.attempt + 1, batch.cuts)));
  }

  #unanswered(batch: BulkBatch, { kind, failure }: Exclude<OnceAnswer, { kind: 'answered' }>): void {
    if (kind === 'lookup_failed') this.#pause(batch, failure);
    else this.#requestFailed(batch, failure);
  }

  #requestFailed(batch: BulkBatch, failure: ClientFailure): void {
    const cuts = isCut(failure) ? batch.cuts + 1 : 0;
    const failed = new BulkBatch(batch.items, batch.attempt, cuts);
    switch (classifyRequestFailure(failure, { documents: batch.items.length, cuts })) {
      case 'retry':
        this.#pause(failed, failure);
        break;
      case 'set_aside':
        this.#park(failed, failure);
        break;
      case 'split':
        if (failure.status === 413) this.#allowAtMost(batch.bytes / 2);
        this.#ready.unshift(...batch.halves());
        break;
      case 'reject':
        this.#lastProgressMs = this.#options.clock();
        for (const item of batch.items) this.#refused(item, failure);
    }
  }

  #allowAtMost(bytes: number): void {
    this.#limits = { ...this.#limits, maxBytes: Math.min(this.#limits.maxBytes, Math.ceil(bytes)) };
  }

  #sendSafe(items: readonly BulkItem[]): void {
    if (items.length > 0) this.#ready.unshift(new BulkBatch(items));
  }

  #refused(item: BulkItem, { row, status, type = row.code, detail }: ClientFailure): void {
    const refusal = { type, reason: detail };
    // The safe form of a document that is too large would be larger still.
    if (status === 413) settleRejected(item, refusal);
    else this.#sendSafe(settleRefused(item, refusal, this.#safeForm));
  }

  /** Nothing at all is sent until the delay has passed; the batch comes first then. */
  #pause(batch: BulkBatch, failure: ClientFailure): void {
    this.#failures += 1;
    const delayMs = retryDelayMs(this.#failures, this.#options.retry);
    const waiting = this.#withoutStuck(batch.items, failure, delayMs);
    if (waiting.length > 0) {
      this.#tellRetry(waiting, failure, this.#failures, delayMs);
      this.#ready.unshift(new BulkBatch(waiting, batch.attempt + 1, batch.cuts));
    }
    if (this.#paused) return;
    this.#paused = true;
    this.#after(delayMs, () => {
      this.#paused = false;
    });
  }

  /** Fails the writes for which nothing could be written for too long; returns the documents that go on waiting. */
  #withoutStuck(items: readonly BulkItem[], failure: ClientFailure, delayMs: number): readonly BulkItem[] {
    const { clock, retryForMs } = this.#options;
    const nextAttemptMs = clock() + delayMs;
    for (const { write, queuedMs } of items) {
      const stuckMs = nextAttemptMs - Math.max(queuedMs, this.#lastProgressMs);
      if (stuckMs > retryForMs) write.fail(codedFailure(failure, `given up after ${retryForMs / 1000} s`));
    }
    this.#queue.dropSettled();
    return items.filter(({ write }) => !write.settled);
  }

  #tellRetry(items: readonly BulkItem[], failure: ClientFailure, attempt: number, delayMs: number): void {
    const { events } = this.#options;
    const reason = `${failure.row.code}: ${failure.detail}`;
    events.batchRetried({ documents: items.length, reason, attempt, delayMs });
  }

  #after(ms: number, then: () => void): void {
    const wake = (): void => {
      then();
      this.#pump();
    };
    // The sleep rejects only when the writer has been closed, and then nothing waits any more.
    this.#options.sleep(ms, this.#lifetime.signal).then(wake, () => undefined);
  }
}
