import type { Completeness } from '../../checkpoint/read-completeness.ts';
import type { LedgerStatus } from '../../checkpoint/read-status.ts';
import { balanceLines } from '../status/completeness-text.ts';
import { formatTable } from '../table.ts';

export interface DemoResult {
  readonly status: LedgerStatus;
  /** Each sum of what was collected, checked. */
  readonly completeness: Completeness;
  readonly seconds: number;
  /** One of the documents, as indented JSON; null where there is none. */
  readonly example: string | null;
  /** Commands to try next, each with what it shows. */
  readonly next: readonly (readonly [command: string, shows: string])[];
}

/** What the demo tells at its end. */
export function summaryText(result: DemoResult): string {
  const { status, completeness, seconds, example, next } = result;
  const { totals, gaps } = status;
  const rate = seconds > 0 ? Math.round(totals.records / seconds) : 0;
  return [
    '',
    ...(example === null ? [] : ['One of the documents', '', example, '']),
    'What was collected',
    '',
    formatTable([
      ['content type', 'blobs', 'records', 'indexed', 'duplicates', 'dead letters'],
      ...status.streams.map((stream) => row(stream.content_type, stream)),
      row('total', totals),
    ]),
    `Pending ${totals.pending} · lost ${totals.lost} · gaps ${gaps.length} · ${seconds.toFixed(1)} seconds (${rate.toLocaleString('en')} records/s)`,
    '',
    'Accounted for, hour by hour: m365-audit status --completeness',
    '',
    ...balanceLines(completeness),
    verdict(status, completeness),
    '',
    'Try next',
    '',
    ...next.flatMap(([command, shows]) => [`  # ${shows}`, `  ${command}`, '']),
  ].join('\n');
}

type Counts = Pick<
  LedgerStatus['totals'],
  'delivered' | 'records' | 'indexed' | 'duplicates' | 'dead_letters'
>;

function row(name: string, counts: Counts): readonly string[] {
  const { delivered, records, indexed, duplicates, dead_letters } = counts;
  return [
    name,
    ...[delivered, records, indexed, duplicates, dead_letters].map((n) => n.toLocaleString('en')),
  ];
}

/** The sums that have to hold, checked. */
function verdict({ totals }: LedgerStatus, { mismatches }: Completeness): string {
  if (mismatches.length > 0) return `${mismatches.length} sums do not hold. This is a defect.`;
  if (totals.pending > 0 || totals.lost > 0) return 'Not everything that was listed is delivered: see above.';
  return 'Everything that was listed is delivered, and each record is accounted for.';
}
