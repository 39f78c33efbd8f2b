import type { Random } from '../random.ts';

/** A run of records of the supply that goes into one blob. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Deals records into blobs of 1 to 2 × mean − 1 records; none is left over. */
export function dealRecords(count: number, mean: number, random: Random): Slice[] {
  const slices: Slice[] = [];
  let from = 0;
  while (from < count) {
    const to = Math.min(count, from + 1 + random.int(2 * Math.ceil(mean) - 1));
    slices.push({ from, to });
    from = to;
  }
  return slices;
}

/** So many times in order, spread evenly over [oldestMs, newestMs) with some play. Epoch milliseconds. */
export function spreadTimes(count: number, oldestMs: number, newestMs: number, random: Random): number[] {
  const step = (newestMs - oldestMs) / Math.max(1, count);
  return Array.from({ length: count }, (_, i) => Math.floor(oldestMs + (i + random.next()) * step));
}
