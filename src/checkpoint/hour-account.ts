export interface BlobAccount {
  readonly listed: number;
  readonly delivered: number;
  readonly pending: number;
  readonly lost: number;
}

export interface RecordAccount {
  readonly fetched: number;
  readonly indexed: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly dead_letters: number;
}

/** One hour of contentCreated of one stream. */
export interface HourAccount {
  readonly tenant: string;
  readonly content_type: string;
  /** Where it begins, ISO 8601, UTC. */
  readonly hour: string;
  readonly blobs: BlobAccount;
  readonly records: RecordAccount;
  /** Whether each sum holds. */
  readonly balanced: boolean;
}

/** Two counts of the same that were made independently and differ. */
export interface Mismatch {
  readonly tenant: string;
  readonly content_type: string;
  /** Where it begins, ISO 8601, UTC; `all` for the counts of the whole stream, `older` for what was not asked for. */
  readonly hour: string;
  /** What was counted, and how. */
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}

/** Counts of an hour by name, with the way of counting in front: `sum.`, `rows.`, `letters.`, `undelivered.` */
export type Counts = ReadonlyMap<string, number>;

type Comparison = readonly [what: string, expected: number, found: number];

/** Holds what was counted as it happened in one hour against what is there now. */
export function accountHour(
  stream: { readonly tenant: string; readonly content_type: string },
  hour: number,
  counts: Counts,
): { readonly row: HourAccount; readonly mismatches: readonly Mismatch[] } {
  const names = { ...stream, hour: new Date(hour).toISOString() };
  const blobs = {
    listed: summed(counts, 'listed'),
    delivered: inRows(counts, 'delivered'),
    pending: counts.get('rows.pending') ?? 0,
    lost: inRows(counts, 'lost'),
  };
  const records = {
    fetched: summed(counts, 'records'),
    indexed: inRows(counts, 'indexed'),
    duplicates: inRows(counts, 'duplicates'),
    filtered: inRows(counts, 'filtered'),
    dead_letters: inRows(counts, 'dead_letters'),
  };
  const mismatches = comparisons(blobs, records, counts)
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => ({ ...names, what, expected, found }));
  return { row: { ...names, blobs, records, balanced: mismatches.length === 0 }, mismatches };
}

const settled = ['delivered', 'lost', 'records', 'indexed', 'duplicates', 'filtered', 'dead_letters'];

function comparisons(blobs: BlobAccount, records: RecordAccount, counts: Counts): readonly Comparison[] {
  const { listed, delivered, pending, lost } = blobs;
  const { fetched, indexed, duplicates, filtered, dead_letters: deadLetters } = records;
  return [
    ['blobs listed = delivered + pending + lost', listed, delivered + pending + lost],
    [
      'records fetched = indexed + duplicates + filtered + dead letters',
      fetched,
      indexed + duplicates + filtered + deadLetters,
    ],
    ...settled.map(
      (name): Comparison => [
        `${name.replace('_', ' ')}: counted as it happened = in the rows of the blobs`,
        summed(counts, name),
        inRows(counts, name),
      ],
    ),
    ['dead letters counted = dead letters kept', deadLetters, counts.get('letters.kept') ?? 0],
    ['pending blobs = blobs that will be tried', pending, counts.get('undelivered.waiting') ?? 0],
  ];
}

function summed(counts: Counts, name: string): number {
  return counts.get(`sum.${name}`) ?? 0;
}

/** In the rows of the blobs, and in those that are forgotten. */
function inRows(counts: Counts, name: string): number {
  return (counts.get(`rows.${name}`) ?? 0) + summed(counts, `pruned_${name}`);
}

const noBlobs: BlobAccount = { listed: 0, delivered: 0, pending: 0, lost: 0 };
const noRecords: RecordAccount = { fetched: 0, indexed: 0, duplicates: 0, filtered: 0, dead_letters: 0 };

/** The sum of accounts of blobs. */
export function sumBlobs(accounts: readonly BlobAccount[]): BlobAccount {
  return accounts.reduce(
    (sum, one) => ({
      listed: sum.listed + one.listed,
      delivered: sum.delivered + one.delivered,
      pending: sum.pending + one.pending,
      lost: sum.lost + one.lost,
    }),
    noBlobs,
  );
}

/** The sum of accounts of records. */
export function sumRecords(accounts: readonly RecordAccount[]): RecordAccount {
  return accounts.reduce(
    (sum, one) => ({
      fetched: sum.fetched + one.fetched,
      indexed: sum.indexed + one.indexed,
      duplicates: sum.duplicates + one.duplicates,
      filtered: sum.filtered + one.filtered,
      dead_letters: sum.dead_letters + one.dead_letters,
    }),
    noRecords,
  );
}
