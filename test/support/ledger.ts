import { join } from 'node:path';
import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import type { BlobCounts, DeadLetter, PendingBlob } from '../../src/model/ledger.ts';
import type { Stream } from '../../src/model/stream.ts';
import { blob, stream } from './streams.ts';
import { tempFolder } from './temp-folder.ts';

export const noRecords: BlobCounts = { records: 0, indexed: 0, duplicates: 0, filtered: 0, deadLetters: 0 };

/** A blob of Audit.General on its way. */
export function pendingBlob(contentId: string, createdMs: number, of: Stream = stream()): PendingBlob {
  return { ...blob(contentId, createdMs), stream: of, key: contentId, attempts: 0, refusals: 0 };
}

/** A record that could not be indexed. */
export function deadLetter(id: string, change: Partial<DeadLetter> = {}): DeadLetter {
  const record = JSON.stringify({ Id: id, Operation: 'FileAccessed' });
  return { recordId: id, kind: 'document_parsing_exception', reason: 'no date', record, ...change };
}

/** An empty ledger in a folder of its own, for the streams given. */
export function emptyLedger(options: {
  readonly nowMs: number;
  readonly streams?: readonly Stream[];
  readonly limitBytes?: number;
}) {
  const path = join(tempFolder(), 'checkpoint.db');
  const streams = options.streams ?? [stream()];
  const settings = { limitBytes: options.limitBytes ?? Number.POSITIVE_INFINITY, version: 'test' };
  const open = () => openLedger(path, streams, () => options.nowMs, settings);
  return { path, streams, open, ledger: open().ledger };
}
