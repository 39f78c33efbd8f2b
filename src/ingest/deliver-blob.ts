import type { Clock } from '../lib/clock.ts';
import type { RecordMapper } from '../model/document.ts';
import type { Ledger, PendingBlob } from '../model/ledger.ts';
import type { Output, WriteResult } from '../model/output.ts';
import type { Source } from '../model/source.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import type { ByteBudget } from './byte-budget.ts';
import { ingestErrors } from './errors.ts';
import { deadLetter, type MappedBlob, mapBlob, type RecordFilter } from './map-blob.ts';
import { BlobBodyError, splitBlob } from './split-blob.ts';

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

/**
 * The way of one blob: fetch, split, map, write, acknowledge. The ledger learns of the delivery only after each record
 * was indexed, was there already, or is kept as a dead letter; whatever throws before that leaves the blob pending.
 * @throws SourceError or BlobBodyError for what is about the blob; anything else is about the output or the ledger
 */
export async function deliverBlob(
  blob: PendingBlob,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<void> {
  const reservation = await parts.budget.reserve(signal);
  try {
    const body = await parts.source.fetch(blob.stream, blob, signal);
    reservation.resize(body.length);
    const mapped = mapBody(body, blob, parts);
    reservation.resize(body.length + sizeOf(mapped));
    const written = await parts.output.write(mapped.documents, signal);
    acknowledge(blob, mapped, written, body, parts);
  } finally {
    reservation.release();
  }
}

/** Whatever goes wrong between fetch and write is about this blob alone, and must not stop the others. */
function mapBody(body: Buffer, blob: PendingBlob, parts: DeliveryParts): MappedBlob {
  try {
    return mapBlob(splitBlob(body), blob, parts);
  } catch (cause) {
    if (cause instanceof BlobBodyError) throw cause;
    throw new BlobBodyError(ingestErrors.unmappable, `${body.length} bytes`, body.toString('utf8'), {
      cause,
    });
  }
}

function acknowledge(
  blob: PendingBlob,
  mapped: MappedBlob,
  written: WriteResult,
  body: Buffer,
  parts: DeliveryParts,
): void {
  const records = written.rejected.length > 0 ? splitBlob(body) : [];
  const rejected = written.rejected.map(({ position, type, reason }) =>
    deadLetter(records[mapped.recordAt[position] ?? -1], type, reason),
  );
  const deadLetters = [...mapped.deadLetters, ...rejected];
  const counts = {
    records: mapped.records,
    indexed: written.indexed,
    duplicates: written.duplicates,
    filtered: mapped.filtered,
    deadLetters: deadLetters.length,
  };
  parts.ledger.recordDelivered(blob, counts, deadLetters, parts.clock());
  parts.events.blobDelivered({ blob, counts, bytes: body.length });
  if (deadLetters.length === 0) return;
  const kinds = [...new Set(deadLetters.map((letter) => letter.kind))];
  parts.events.deadLettersKept({ blob, count: deadLetters.length, kinds });
}

function sizeOf(mapped: MappedBlob): number {
  return mapped.documents.reduce((bytes, document) => bytes + document.source.length, 0);
}
