import type { Clock } from '../lib/clock.ts';
import type { DeadLetterStore, KeptDeadLetter } from '../model/dead-letter.ts';
import type { Output } from '../model/output.ts';
import { mapLetters, type ReplayMapping } from './map-letters.ts';

export interface ReplayParts extends ReplayMapping {
  readonly ledger: DeadLetterStore;
  /** Null: only tell what would be written. */
  readonly output: Pick<Output, 'write'> | null;
  readonly clock: Clock;
}

/** What became of the dead letters that were taken up, in records. */
export interface ReplayOutcome {
  /** Dead letters that were taken up. */
  readonly taken: number;
  readonly indexed: number;
  readonly duplicates: number;
  /** Records that today's filters leave out. */
  readonly filtered: number;
  /** Records that can be mapped; without an output nothing else is known of them. */
  readonly mapped: number;
  /** Records that stay dead letters. */
  readonly rejected: number;
  /** What the rejected ones are refused for today, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Bytes of dead letters in memory at a time. */
const lotBytes = 16 * 1024 * 1024;

/**
 * Sends dead letters, the oldest first, through today's filters, mapping and output. What is indexed or was there already
 * leaves the ledger, the rest stays with today's reason. Each blob's letters are settled together, so that an end at any
 * time leaves every count true.
 * @param kind only those of one kind; null: all
 */
export async function replayDeadLetters(
  parts: ReplayParts,
  kind: string | null,
  signal: AbortSignal,
): Promise<ReplayOutcome> {
  const { ledger } = parts;
  // Those that stay are kept anew, behind this one.
  const lastId = ledger.newestDeadLetterId();
  let outcome = nothing;
  for (let afterId = 0; ; ) {
    signal.throwIfAborted();
    const letters = ledger.deadLettersAfter(afterId, kind, lotBytes).filter(({ id }) => id <= lastId);
    const last = letters.at(-1);
    if (last === undefined) return outcome;
    afterId = last.id;
    for (const ofBlob of byBlob(letters)) outcome = add(outcome, await replayBlob(ofBlob, parts, signal));
  }
}

const nothing: ReplayOutcome = {
  taken: 0,
  indexed: 0,
  duplicates: 0,
  filtered: 0,
  mapped: 0,
  rejected: 0,
  reasons: {},
};

/** Neighbours that belong to one blob; they were kept together. */
function byBlob(letters: readonly KeptDeadLetter[]): readonly (readonly KeptDeadLetter[])[] {
  const groups: KeptDeadLetter[][] = [];
  for (const letter of letters) {
    const group = groups.at(-1);
    const first = group?.[0];
    const same = first?.stream === letter.stream && first.contentId === letter.contentId;
    if (same && first.createdMs === letter.createdMs) group?.push(letter);
    else groups.push([letter]);
  }
  return groups;
}

async function replayBlob(
  letters: readonly KeptDeadLetter[],
  parts: ReplayParts,
  signal: AbortSignal,
): Promise<ReplayOutcome> {
  const { ledger, output, clock } = parts;
  const mapped = mapLetters(letters, parts);
  const outcome = { ...nothing, taken: letters.length, filtered: mapped.filtered };
  if (output === null) {
    return { ...outcome, mapped: mapped.documents.length, ...rejectedOnes(mapped.rejected) };
  }
  const written = await output.write(
    mapped.documents.map(({ document }) => document),
    signal,
  );
  const refused = written.rejected.flatMap(({ position, type, reason }) => {
    const letter = mapped.documents[position]?.letter;
    return letter === undefined ? [] : [{ ...letter, kind: type, reason }];
  });
  const rejected = [...mapped.rejected, ...refused];
  const { indexed, duplicates, dropped = 0 } = written;
  const filtered = mapped.filtered + dropped;
  const counts = {
    records: mapped.documents.length + mapped.filtered + mapped.rejected.length,
    indexed,
    duplicates,
    filtered,
    deadLetters: rejected.length,
  };
  const settled = ledger.recordReplayed({ letters, counts, rejected, wholeBlob: mapped.wholeBlob }, clock());
  if (!settled) return nothing;
  const documents = mapped.documents.length;
  return { ...outcome, mapped: documents, indexed, duplicates, filtered, ...rejectedOnes(rejected) };
}

function rejectedOnes(rejected: readonly { readonly kind: string }[]) {
  const reasons: Record<string, number> = {};
  for (const { kind } of rejected) reasons[kind] = (reasons[kind] ?? 0) + 1;
  return { rejected: rejected.length, reasons };
}

function add(a: ReplayOutcome, b: ReplayOutcome): ReplayOutcome {
  const kinds = [...new Set([...Object.keys(a.reasons), ...Object.keys(b.reasons)])];
  return {
    taken: a.taken + b.taken,
    indexed: a.indexed + b.indexed,
    duplicates: a.duplicates + b.duplicates,
    filtered: a.filtered + b.filtered,
    mapped: a.mapped + b.mapped,
    rejected: a.rejected + b.rejected,
    reasons: Object.fromEntries(kinds.map((kind) => [kind, (a.reasons[kind] ?? 0) + (b.reasons[kind] ?? 0)])),
  };
}
