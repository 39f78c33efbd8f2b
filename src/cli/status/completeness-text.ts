import { type HourAccount, sumBlobs, sumRecords } from '../../checkpoint/hour-account.ts';
import type { Completeness } from '../../checkpoint/read-completeness.ts';
import { formatTable } from '../table.ts';
import { gapText } from './gap-text.ts';

/** Lines of one kind that a terminal is shown; --json has them all. */
const shownAtMost = 40;

const header = [
  'tenant',
  'content type',
  'listed',
  'delivered',
  'pending',
  'lost',
  'fetched',
  'indexed',
  'duplicates',
  'filtered',
  'dead letters',
  'sums',
];

/** The completeness for people: one line a stream, the hours in which something is missing, and the verdict. */
export function completenessText(found: Completeness): string {
  const streams = byStream(found.rows);
  const table = streams.map((rows) => [rows[0]?.tenant ?? '', rows[0]?.content_type ?? '', ...cells(rows)]);
  return [
    `Content since ${found.since}: blobs listed, delivered, pending, lost; records fetched, indexed and so on.`,
    '',
    formatTable([header, ...table, ['total', '', ...cells(found.rows)]]),
    ...sections(found),
    verdict(found),
    '',
  ].join('\n');
}

/** What needs attention, kind by kind. */
function sections(found: Completeness): string[] {
  const open = found.rows.filter(({ blobs, balanced }) => !balanced || blobs.pending + blobs.lost > 0);
  return [
    ...section(
      'Hours that are not complete:',
      open.map((row) => `  ${hourText(row)}`),
    ),
    ...section(
      'THE SUMS DO NOT HOLD. This is a defect or a changed checkpoint; please report it:',
      found.mismatches.map(
        ({ tenant, content_type, hour, what, expected, found: counted }) =>
          `  ${tenant} ${content_type} ${hour}: ${what}: ${expected} = ${counted}`,
      ),
    ),
    ...section(
      'Older than since, and still to be delivered:',
      found.older_pending.map(
        ({ tenant, content_type, pending, oldest }) =>
          `  ${tenant} ${content_type}: ${count(pending)} pending, the oldest of ${oldest}`,
      ),
    ),
    ...(found.gaps.length === 0 ? [] : [gapText(found.gaps), '']),
    ...section(
      'Not listed to the end at the latest poll:',
      found.not_listed.map(
        ({ tenant, content_type, error }) => `  ${tenant} ${content_type}: ${error ?? 'not listed yet'}`,
      ),
    ),
  ];
}

/** One line a stream: how much of what, and whether the sums hold. */
export function balanceLines({ rows }: Completeness): string[] {
  return byStream(rows).map((hours) => {
    const blobs = sumBlobs(hours.map((hour) => hour.blobs));
    const records = sumRecords(hours.map((hour) => hour.records));
    const kept = records.indexed + records.duplicates + records.filtered + records.dead_letters;
    const counts = `${count(blobs.listed)} blobs listed, ${count(blobs.delivered)} delivered; ${count(records.fetched)} records fetched, ${count(kept)} accounted for`;
    return `${hours[0]?.content_type ?? ''}: ${counts}: ${sumsText(hours)}`;
  });
}

function verdict({ complete, mismatches }: Completeness): string {
  if (mismatches.length > 0) return 'NOT BALANCED: see above.';
  if (!complete) return 'Balanced, but not complete: see above.';
  return 'Complete: all that was listed is delivered, and each record is accounted for.';
}

/** The hours of each stream; rows come sorted by stream. */
function byStream(rows: readonly HourAccount[]): HourAccount[][] {
  return Object.values(
    Object.groupBy(rows, ({ tenant, content_type }) => `${tenant} ${content_type}`),
  ).flatMap((hours) => (hours === undefined ? [] : [hours]));
}

function cells(rows: readonly HourAccount[]): string[] {
  const blobs = sumBlobs(rows.map((row) => row.blobs));
  const records = sumRecords(rows.map((row) => row.records));
  return [...Object.values(blobs).map(count), ...Object.values(records).map(count), sumsText(rows)];
}

function sumsText(rows: readonly HourAccount[]): string {
  return rows.every((row) => row.balanced) ? 'balanced' : 'NOT BALANCED';
}

function hourText({ tenant, content_type, hour, blobs, balanced }: HourAccount): string {
  const open = `${count(blobs.pending)} pending, ${count(blobs.lost)} lost of ${count(blobs.listed)} blobs`;
  return `${tenant} ${content_type} ${hour}: ${open}${balanced ? '' : ', NOT BALANCED'}`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - shownAtMost;
  const rest = more > 0 ? [`  ... and ${count(more)} more; --json has them all.`] : [];
  return [title, ...lines.slice(0, shownAtMost), ...rest, ''];
}

function count(value: number): string {
  return value.toLocaleString('en');
}
