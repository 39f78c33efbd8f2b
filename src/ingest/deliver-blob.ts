import type { Clock } from '../lib/clock.ts';
import type { RecordMapper } from '../model/document.ts';
import type { BlobCounts, DeadLetter, Ledger, PendingBlob } from '../model/ledger.ts';
import type { Output, WriteResult } from '../model/output.ts';
import type { Source } from '../model/source.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import type { ByteBudget } from './byte-budget.ts';
import { deadLetter, type MappedBlob, mapBlob, type RecordFilter } from './map-blob.ts';
import { splitBlob } from './split-blob.ts';

export interface DeliveryParts {
  readonly source: Source;
  readonly mapper: RecordMapper;
  readonly wanted: RecordFilter;
  readonly dataset: string;
  readonly output: Output;
  readonly ledger: Ledger;
  readonly budget: ByteBudget;
  readonly events: IngestEvents;
  readonly clock: Clock;
}

/** What a blob is expected to take before its size is known. */
const expectedBytes = 256 * 1024;

/**
 * The way of one blob: fetch, split, map, write, acknowledge. The ledger learns of the delivery only after each record
 * was indexed, was there already, or is kept as a dead letter; whatever throws before that leaves the blob pending.
 */
export async function deliverBlob(
  blob: PendingBlob,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<void> {
  const reservation = await parts.budget.reserve(expectedBytes, signal);
  try {
    const body = await parts.source.fetch(blob.stream, blob, signal);
    reservation.resize(body.length);
    const mapped = mapBlob(splitBlob(body), blob, parts);
    reservation.resize(body.length + sizeOf(mapped));
    const written = await parts.output.write(mapped.documents, signal);
    acknowledge(blob, mapped, written, body.length, parts);
  } finally {
    reservation.release();
  }
}

function acknowledge(
  blob: PendingBlob,
  mapped: MappedBlob,
  written: WriteResult,
  bytes: number,
  parts: DeliveryParts,
): void {
  const rejected = written.rejected.map(({ position, type, reason }) =>
    deadLetter(mapped.recordOf[position], type, reason),
  );
  const deadLetters = [...mapped.deadLetters, ...rejected];
  const counts = {
    records: mapped.records,
    indexed: written.indexed,
    duplicates: written.duplicates,
    filtered: mapped.filtered,
    deadLetters: deadLetters.length,
  };
  recordDelivery(blob, counts, deadLetters, bytes, parts);
}

/** Tells the ledger, then the operator, that a blob is delivered. */
export function recordDelivery(
  blob: PendingBlob,
  counts: BlobCounts,
  deadLetters: readonly DeadLetter[],
  bytes: number,
  parts: Pick<DeliveryParts, 'ledger' | 'events' | 'clock'>,
): void {
  parts.ledger.recordDelivered(blob, counts, deadLetters, parts.clock());
  parts.events.blobDelivered({ blob, counts, bytes });
  if (deadLetters.length === 0) return;
  const kinds = [...new Set(deadLetters.map((letter) => letter.kind))];
  parts.events.deadLettersKept({ blob, count: deadLetters.length, kinds });
}

function sizeOf(mapped: MappedBlob): number {
  return mapped.documents.reduce((bytes, document) => bytes + document.source.length, 0);
}
