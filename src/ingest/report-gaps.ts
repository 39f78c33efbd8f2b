import { CodedError } from '../lib/coded-error.ts';
import type { Document } from '../model/document.ts';
import type { GapChange, Ledger } from '../model/ledger.ts';
import type { Output, RejectedDocument } from '../model/output.ts';
import { ingestErrors } from './errors.ts';

export interface GapReportParts {
  readonly ledger: Pick<Ledger, 'gapChanges' | 'gapChangesWritten'>;
  readonly output: Output;
  /** The document of a change: the same one, `_id` included, each time, so that a change written twice is there once. */
  readonly toDocument: (change: GapChange) => Document;
}

/** Changes written at a time. */
const lot = 200;

/**
 * Writes a document of each change of a gap that has none yet; the ledger forgets the change only after that.
 * @returns how many were written
 * @throws CodedError GAP_DOCUMENT_REJECTED when the output takes some of them never; those stay for the next time.
 *   Whatever else throws comes from the output, and leaves every change of its lot as it was.
 */
export async function reportGaps(parts: GapReportParts, signal: AbortSignal): Promise<number> {
  const { ledger, output, toDocument } = parts;
  let written = 0;
  let refusal: RejectedDocument | undefined;
  for (let afterId = 0; ; ) {
    const changes = ledger.gapChanges(lot, afterId);
    const last = changes.at(-1);
    if (last === undefined) break;
    afterId = last.id;
    const { rejected } = await output.write(changes.map(toDocument), signal);
    const refused = new Set(rejected.map(({ position }) => position));
    const done = changes.filter((_, position) => !refused.has(position));
    ledger.gapChangesWritten(done.map(({ id }) => id));
    written += done.length;
    refusal ??= rejected[0];
  }
  if (refusal !== undefined) throw new CodedError(ingestErrors.gapRejected, refusal.type);
  return written;
}
