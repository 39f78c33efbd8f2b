import type { Sleep } from '../../lib/abortable-sleep.ts';
import type { Clock } from '../../lib/clock.ts';
import { CodedError, type ErrorRow } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { type RetryDelayOptions, retryDelayMs } from '../../lib/retry-delay.ts';
import type { Document } from '../../model/document.ts';
import type { OutputEvents } from '../../telemetry/events.ts';
import type { PendingWrite } from '../pending-write.ts';
import { lineLength, writeLine } from './document-line.ts';
import { fileOutputErrors } from './errors.ts';
import { idWords } from './id-set.ts';
import { type GroupLimits, planGroup } from './plan-group.ts';
import type { RecentIds } from './recent-ids.ts';
import type { StreamFiles } from './stream-files.ts';

export interface StreamWriterOptions {
  readonly maxFileBytes: number;
  readonly retry: RetryDelayOptions;
  readonly retryForMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly events: OutputEvents;
}

interface WaitingLine {
  readonly write: PendingWrite;
  readonly position: number;
  readonly document: Document;
  /** Of the document's id. */
  readonly words: Uint32Array;
  /** Of its line. */
  readonly bytes: number;
  readonly queuedMs: number;
}

/** How much is written and synced at once, at most, unless a single line is longer. */
const MAX_GROUP_BYTES = 2 << 20;

/**
 * Writes the documents of one data stream, one group at a time: what comes while a group is being synced forms the next one, so
 * that many small writes share a sync. A document is kept before its write resolves, and is never kept twice within `recent`.
 */
export class StreamWriter {
  readonly #options: StreamWriterOptions;
  readonly #files: StreamFiles;
  readonly #recent: RecentIds;
  readonly #lifetime: AbortSignal;
  #waiting: WaitingLine[] = [];
  /** Where lines become bytes; used again for each group, so that none of it is left to the garbage collector. */
  #bytes = Buffer.alloc(0);
  /** Whether the loop will look at what waits once more; set and cleared without an await in between, so that no push is missed. */
  #busy = false;
  #running = Promise.resolve();
  #lastProgressMs = Number.NEGATIVE_INFINITY;

  /** @param lifetime ends the waiting between two attempts; what still waits then is left alone */
  constructor(options: StreamWriterOptions, files: StreamFiles, recent: RecentIds, lifetime: AbortSignal) {
    this.#options = options;
    this.#files = files;
    this.#recent = recent;
    this.#lifetime = lifetime;
  }

  push(document: Document, position: number, write: PendingWrite): void {
    const words = idWords(document.id);
    if (this.#recent.has(words)) {
      write.settle(position, { kind: 'duplicate' });
      return;
    }
    const queuedMs = this.#options.clock();
    this.#waiting.push({ write, position, document, words, bytes: lineLength(document), queuedMs });
    if (this.#busy) return;
    this.#busy = true;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#files.close();
  }

  async #run(): Promise<void> {
    // Lets the caller hand over all documents of its turn first.
    await Promise.resolve();
    let failures = 0;
    while (this.#hasWaiting() && !this.#lifetime.aborted) {
      try {
        await this.#writeGroup();
        failures = 0;
      } catch (error) {
        failures += 1;
        await this.#waitAfter(error, failures);
      }
    }
    this.#busy = false;
  }

  /** Forgets the documents of writes that nobody waits for any more. */
  #hasWaiting(): boolean {
    if (this.#waiting.some(({ write }) => write.settled)) {
      this.#waiting = this.#waiting.filter(({ write }) => !write.settled);
    }
    return this.#waiting.length > 0;
  }

  async #writeGroup(): Promise<void> {
    const { clock, events } = this.#options;
    const startedMs = clock();
    const { lines, newFile } = planGroup(sizesOf(this.#waiting), this.#limits());
    const group = this.#waiting.slice(0, lines);
    const kept = this.#withoutDuplicates(group);
    const data = this.#encode([...kept.values()]);
    if (newFile) await this.#files.rotate();
    await this.#files.append(data);
    this.#waiting.splice(0, lines);
    this.#lastProgressMs = clock();
    for (const { words, bytes } of kept.values()) this.#recent.add(words, bytes);
    for (const waiting of group) {
      const kind = kept.get(waiting.document.id) === waiting ? 'indexed' : 'duplicate';
      waiting.write.settle(waiting.position, { kind });
    }
    events.batchWritten({
      documents: kept.size,
      bytes: data.length,
      durationMs: this.#lastProgressMs - startedMs,
    });
  }

  /** The first line of each id that is not in the files yet: it may have come there while the line was waiting. */
  #withoutDuplicates(group: readonly WaitingLine[]): ReadonlyMap<string, WaitingLine> {
    const kept = new Map<string, WaitingLine>();
    for (const waiting of group) {
      const { id } = waiting.document;
      if (!kept.has(id) && !this.#recent.has(waiting.words)) kept.set(id, waiting);
    }
    return kept;
  }

  #encode(lines: readonly WaitingLine[]): Buffer {
    const length = lines.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = this.#bytesFor(length);
    let offset = 0;
    for (const { document } of lines) offset = writeLine(document, bytes, offset);
    return bytes.subarray(0, length);
  }

  /** A single line that is longer than any group gets memory of its own, which is not kept. */
  #bytesFor(length: number): Buffer {
    if (length > MAX_GROUP_BYTES) return Buffer.allocUnsafeSlow(length);
    if (this.#bytes.length === 0) this.#bytes = Buffer.allocUnsafeSlow(MAX_GROUP_BYTES);
    return this.#bytes;
  }

  #limits(): GroupLimits {
    const { maxFileBytes } = this.#options;
    const { bytes } = this.#files;
    const remainingBytes = bytes === undefined ? 0 : maxFileBytes - bytes;
    return { remainingBytes, maxFileBytes, maxGroupBytes: MAX_GROUP_BYTES };
  }

  /** Fails the writes that have waited too long, and waits until the next attempt. */
  async #waitAfter(error: unknown, failures: number): Promise<void> {
    const { clock, sleep, retry, retryForMs, events } = this.#options;
    const row = rowOf(error);
    const delayMs = retryDelayMs(failures, retry);
    for (const { write, queuedMs } of this.#waiting) {
      const stuckMs = clock() + delayMs - Math.max(queuedMs, this.#lastProgressMs);
      if (stuckMs > retryForMs) write.fail(new CodedError(row, errorMessage(error), { cause: error }));
    }
    if (!this.#hasWaiting()) return;
    const documents = this.#waiting.length;
    const reason = `${row.code}: ${errorMessage(error)}`;
    events.batchRetried({ documents, reason, attempt: failures, delayMs });
    // Rejects only at the end of the output, which the loop sees by itself.
    await sleep(delayMs, this.#lifetime).catch(() => undefined);
  }
}

function* sizesOf(waiting: readonly WaitingLine[]): Generator<number> {
  for (const { bytes } of waiting) yield bytes;
}

const NO_SPACE: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

function rowOf(error: unknown): ErrorRow {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return NO_SPACE.has(code) ? fileOutputErrors.full : fileOutputErrors.failed;
}
