import type { ByteGate } from '../lib/byte-gate.ts';
import type { Clock } from '../lib/clock.ts';
import { EncodedTexts, type TextBlocks } from '../lib/text-blocks.ts';
import type { BlobBody } from '../model/blob-body.ts';
import type { RecordMapper } from '../model/document.ts';
import type { BlobCounts, Ledger, PendingBlob } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import type { Source } from '../model/source.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import type { ByteBudget, ByteReservation } from './byte-budget.ts';
import { ingestErrors } from './errors.ts';
import { fetchWithRoom } from './fetch-with-room.ts';
import { LetterPile } from './letter-pile.ts';
import { deadLetter, type MappedPart, mapPart } from './map-part.ts';
import { needToMap } from './memory-need.ts';
import type { FilterRule, RecordFilter } from './record-filter.ts';
import { BlobBodyError, parseRecords, partBytes, partsOf, recordsOf } from './split-blob.ts';

export interface DeliveryParts {
  readonly source: Source;
  readonly mapper: RecordMapper;
  readonly filter: RecordFilter;
  readonly dataset: string;
  readonly output: Output;
  readonly ledger: Ledger;
  readonly budget: ByteBudget;
  /** Bounds the text of the records whose documents are handed to the output: no more than it can take at a time. */
  readonly gate: ByteGate;
  /** Where documents wait for the output. */
  readonly blocks: TextBlocks;
  readonly events: IngestEvents;
  readonly clock: Clock;
}

/** One attempt at a blob. */
interface Attempt {
  readonly blob: PendingBlob;
  /** Of all its parts. */
  readonly letters: LetterPile;
  readonly reservation: ByteReservation;
}

/** What became of the records of a part, but for the dead letters themselves. */
interface Tally {
  readonly bytes: number;
  readonly counts: BlobCounts;
  readonly byRule: ReadonlyMap<FilterRule, number>;
}

/** What the operator's own ingest pipeline leaves out is filtered like what `filters` leave out. */
const pipelineRule: FilterRule = 'output.pipeline';
/** Parts of one blob that are on their way at a time: one is read and mapped while the other is being written. */
const maxWrites = 2;

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
  const { body, reservation } = await fetchWithRoom(blob, parts, signal);
  const letters = new LetterPile(parts.ledger);
  try {
    const attempt = { blob, letters, reservation };
    acknowledge(attempt, await writeParts(body, attempt, parts, signal), parts);
  } finally {
    letters.drop();
    body.release();
    reservation.release();
  }
}

/** Maps and writes part by part, no more at a time than the gate lets in. */
async function writeParts(
  body: BlobBody,
  attempt: Attempt,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<readonly Tally[]> {
  const writes: Promise<Tally>[] = [];
  let longestBytes = partBytes;
  try {
    for await (const part of partsOf(body)) {
      if (part.length > longestBytes) {
        longestBytes = part.length;
        attempt.reservation.resize(needToMap(body, longestBytes));
      }
      const place = await parts.gate.enter(part.length, signal);
      const write = writePart(part, attempt, parts, signal).finally(() => place.leave());
      // It is waited for below; until then its failure is no unhandled one.
      write.catch(() => undefined);
      writes.push(write);
      if (writes.length >= maxWrites) await writes[writes.length - maxWrites];
    }
    return await Promise.all(writes);
  } finally {
    // What is held is let go only when nothing of it is on its way any more.
    await Promise.allSettled(writes);
  }
}

/** Whatever goes wrong between fetch and write is about this blob alone, and must not stop the others. */
function mapRecords(part: Buffer, blob: PendingBlob, parts: DeliveryParts, texts: EncodedTexts): MappedPart {
  try {
    return mapPart(recordsOf(part), blob, parts, texts);
  } catch (cause) {
    if (cause instanceof BlobBodyError) throw cause;
    throw new BlobBodyError(ingestErrors.unmappable, `${part.length} bytes`, part.toString('utf8'), {
      cause,
    });
  }
}

async function writePart(
  part: Buffer,
  { blob, letters }: Attempt,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<Tally> {
  const texts = new EncodedTexts(parts.blocks);
  const mapped = mapRecords(part, blob, parts, texts);
  const written = await parts.output.write(mapped.documents, signal);
  // Not after a failure: of a write that was given up the output may still hold documents.
  texts.release();
  const records = written.rejected.length > 0 ? parseRecords(part) : [];
  const rejected = written.rejected.map(({ position, type, reason }) =>
    deadLetter(records[mapped.recordAt[position] ?? -1], type, reason),
  );
  const deadLetters = [...mapped.deadLetters, ...rejected];
  letters.add(deadLetters);
  const counts = {
    records: mapped.records,
    indexed: written.indexed,
    duplicates: written.duplicates,
    filtered: mapped.filtered + (written.dropped ?? 0),
    deadLetters: deadLetters.length,
  };
  const byRule = new Map(mapped.byRule);
  if (written.dropped !== undefined) byRule.set(pipelineRule, written.dropped);
  return { bytes: part.length, counts, byRule };
}

function acknowledge({ blob, letters }: Attempt, tallies: readonly Tally[], parts: DeliveryParts): void {
  const counts = sum(tallies.map((tally) => tally.counts));
  const bytes = tallies.reduce((total, tally) => total + tally.bytes, 0);
  letters.recordDelivered(blob, counts, parts.clock());
  parts.events.blobDelivered({ blob, counts, bytes });
  tellFiltered(blob, tallies, parts.events);
  if (counts.deadLetters === 0) return;
  parts.events.deadLettersKept({ blob, count: counts.deadLetters, kinds: letters.kinds });
}

function tellFiltered(blob: PendingBlob, tallies: readonly Tally[], events: IngestEvents): void {
  const rules = new Set(tallies.flatMap(({ byRule }) => [...byRule.keys()]));
  for (const rule of rules) {
    const count = tallies.reduce((total, { byRule }) => total + (byRule.get(rule) ?? 0), 0);
    events.recordsFiltered({ stream: blob.stream, rule, count });
  }
}

function sum(all: readonly BlobCounts[]): BlobCounts {
  const total = (of: (counts: BlobCounts) => number) => all.reduce((so, counts) => so + of(counts), 0);
  return {
    records: total((counts) => counts.records),
    indexed: total((counts) => counts.indexed),
    duplicates: total((counts) => counts.duplicates),
    filtered: total((counts) => counts.filtered),
    deadLetters: total((counts) => counts.deadLetters),
  };
}
