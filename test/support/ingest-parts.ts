import { join } from 'node:path';
import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import { createByteBudget } from '../../src/ingest/byte-budget.ts';
import type { TenantIngestionOptions } from '../../src/ingest/tenant-ingestion.ts';
import { ByteGate } from '../../src/lib/byte-gate.ts';
import { ReceivedBody } from '../../src/lib/received-body.ts';
import { TextBlocks } from '../../src/lib/text-blocks.ts';
import type { ContentBlob } from '../../src/model/blob.ts';
import type { BlobBody } from '../../src/model/blob-body.ts';
import type { Document, RecordMapper } from '../../src/model/document.ts';
import type { Output, WriteResult } from '../../src/model/output.ts';
import type { Source } from '../../src/model/source.ts';
import type { Stream, SubscriptionState } from '../../src/model/stream.ts';
import type { Window } from '../../src/model/window.ts';
import type { IngestEvents } from '../../src/telemetry/events.ts';
import { stream, tenantId } from './streams.ts';
import { tempFolder } from './temp-folder.ts';

/** A source that holds its blobs in memory; each call can be made to fail by a test. */
export class MemorySource implements Source {
  readonly blobs: ContentBlob[] = [];
  readonly bodies = new Map<string, string>();
  readonly listed: Window[] = [];
  readonly fetched: string[] = [];
  onFetch: (blob: ContentBlob, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  onList: (window: Window) => Promise<void> = () => Promise.resolve();
  /** Before each page; a page is one blob. */
  onPage: (blob: ContentBlob) => Promise<void> = () => Promise.resolve();
  onSubscribe: () => Promise<void> = () => Promise.resolve();
  subscription: SubscriptionState = 'enabled';

  publish(blob: ContentBlob, records: unknown): void {
    this.blobs.push(blob);
    this.bodies.set(blob.contentId, typeof records === 'string' ? records : JSON.stringify(records));
  }

  async subscribe(): Promise<SubscriptionState> {
    await this.onSubscribe();
    return this.subscription;
  }

  async *list(_stream: Stream, window: Window): AsyncGenerator<readonly ContentBlob[]> {
    this.listed.push(window);
    await this.onList(window);
    for (const blob of this.blobs) {
      if (blob.createdMs < window.startMs || blob.createdMs >= window.endMs) continue;
      await this.onPage(blob);
      yield [blob];
    }
  }

  async fetch(
    _stream: Stream,
    blob: ContentBlob,
    signal: AbortSignal,
    onReceived: (bytes: number) => void = () => undefined,
  ): Promise<BlobBody> {
    this.fetched.push(blob.contentId);
    await this.onFetch(blob, signal);
    const bytes = Buffer.from(this.bodies.get(blob.contentId) ?? '');
    onReceived(bytes.length);
    return new ReceivedBody([bytes]);
  }
}

/** An output that deduplicates by id, as Elasticsearch does. */
export class MemoryOutput implements Output {
  readonly documents = new Map<string, string>();
  onWrite: (documents: readonly Document[], signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  rejects: (document: Document) => boolean = () => false;

  async write(documents: readonly Document[], signal: AbortSignal): Promise<WriteResult> {
    await this.onWrite(documents, signal);
    const rejected = documents.flatMap((document, position) =>
      this.rejects(document) ? [{ position, type: 'mapper_parsing_exception', reason: 'refused' }] : [],
    );
    const before = this.documents.size;
    for (const document of documents) {
      if (!this.rejects(document)) this.documents.set(document.id, document.source.toString('utf8'));
    }
    const indexed = this.documents.size - before;
    return { indexed, duplicates: documents.length - rejected.length - indexed, rejected };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Objects become documents under their `Id`; everything else is unmappable. */
export const plainMapper: RecordMapper = (record, context) => {
  if (typeof record !== 'object' || record === null || !('Id' in record)) {
    return { kind: 'unmappable', reason: 'not a record' };
  }
  const dataStream = `logs-${context.dataset}-${context.namespace}`;
  return {
    kind: 'document',
    document: { id: String(record.Id), dataStream, source: JSON.stringify(record) },
  };
};

/** Events kept in the order in which they came. */
export function recordedEvents(): {
  events: IngestEvents;
  log: { name: keyof IngestEvents; event: object }[];
} {
  const log: { name: keyof IngestEvents; event: object }[] = [];
  const note = (name: keyof IngestEvents) => (event: object) => {
    log.push({ name, event });
  };
  const events: IngestEvents = {
    windowListed: note('windowListed'),
    windowFailed: note('windowFailed'),
    blobDelivered: note('blobDelivered'),
    blobFailed: note('blobFailed'),
    blobLost: note('blobLost'),
    recordsFiltered: note('recordsFiltered'),
    deadLettersKept: note('deadLettersKept'),
    gapFound: note('gapFound'),
    deadLettersFilling: note('deadLettersFilling'),
    driftSeen: note('driftSeen'),
    upkeepFailed: note('upkeepFailed'),
    ingestionFailed: note('ingestionFailed'),
  };
  return { events, log };
}

/** All that a tenant's ingestion needs, around a real ledger; waits are short and the clock stands still unless changed. */
export function ingestParts(nowMs: number, change: Partial<TenantIngestionOptions> = {}) {
  const source = new MemorySource();
  const output = new MemoryOutput();
  const { events, log } = recordedEvents();
  const streams = change.streams ?? [stream()];
  const path = join(tempFolder(), 'checkpoint.db');
  const clock = change.clock ?? (() => nowMs);
  const { ledger } = openLedger(path, streams, clock);
  const options: TenantIngestionOptions = {
    tenantId,
    streams,
    source,
    mapper: plainMapper,
    filter: () => null,
    dataset: 'o365.audit',
    output,
    ledger,
    budget: createByteBudget(64 * 1024 * 1024),
    gate: new ByteGate(16 * 1024 * 1024),
    blocks: new TextBlocks(),
    events,
    clock,
    sleep: () => Promise.resolve(),
    intervalMs: 1000,
    lookbackMs: 7 * 24 * 3_600_000,
    windowMs: 24 * 3_600_000,
    retry: { baseMs: 0, maxMs: 0, random: () => 0 },
    ...change,
  };
  return { options, source, output, ledger, path, log };
}
