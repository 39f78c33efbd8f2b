import type { LedgerStore } from './ledger-store.ts';

export const hourMs = 3_600_000;

/** The hour of contentCreated that a blob is counted in. */
export function hourOf(createdMs: number): number {
  return Math.floor(createdMs / hourMs) * hourMs;
}

/** The counts that are kept of each stream and each hour, by name of their column. */
export const counted = [
  'listed',
  'delivered',
  'lost',
  'records',
  'indexed',
  'duplicates',
  'filtered',
  'dead_letters',
] as const;

/** Changes of counts, by name of their column. */
export type CountChange = Readonly<Partial<Record<(typeof counted)[number], number>>>;

/** The sums that are kept as things happen; they outlive the pruned blobs. */
export interface BlobSums {
  /** Adds to the sums of the stream and of the hour of `createdMs`, within the transaction of the caller. */
  add(streamId: number, createdMs: number, change: CountChange): void;
}

export function createBlobSums({ database }: LedgerStore): BlobSums {
  const added = counted.map((column) => `${column} = ${column} + ?`).join(', ');
  const addToStream = database.prepare(`UPDATE streams SET ${added} WHERE id = ?`);
  const addToHour = database.prepare(
    `INSERT INTO hours (${counted.join(', ')}, stream_id, hour_ms) VALUES (${counted.map(() => '?').join(', ')}, ?, ?)
     ON CONFLICT DO UPDATE SET ${counted.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  );
  return {
    add(streamId, createdMs, change) {
      const numbers = counted.map((column) => change[column] ?? 0);
      addToStream.run(...numbers, streamId);
      addToHour.run(...numbers, streamId, hourOf(createdMs));
    },
  };
}
