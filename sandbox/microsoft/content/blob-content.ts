import type { RecordSupply } from './record-supply.ts';
import type { BlobContent } from './stored-blob.ts';

/** A record of the supply, and the contentCreated of the blob that it was first in. */
export interface RecordRef {
  readonly index: number;
  readonly createdMs: number;
}

/** What one blob of a stream holds. */
export interface BlobParts {
  readonly supply: RecordSupply;
  readonly records: readonly RecordRef[];
  /** Further elements of the array as JSON text, which are no good records. */
  readonly oddities: readonly string[];
  readonly bom: boolean;
}

const BOM = '\ufeff';

function render(parts: BlobParts): string {
  const records = parts.records.map(({ index, createdMs }) => parts.supply.json(index, createdMs));
  return `${parts.bom ? BOM : ''}[${[...records, ...parts.oddities].join(',')}]`;
}

/** @param keep makes the body now and keeps it, instead of making it at each request */
export function blobContent(parts: BlobParts, keep: boolean): BlobContent {
  const ids = (): readonly string[] => parts.records.flatMap(({ index }) => parts.supply.id(index) ?? []);
  if (!keep) return { ids, body: () => render(parts) };
  const kept = Buffer.from(render(parts));
  return { ids, body: () => kept };
}
