import { type LedgerStatus, readStatus, type Totals } from '../checkpoint/read-status.ts';
import type { StreamStatus } from '../model/ledger.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';
import { formatTable } from './table.ts';

export interface StatusOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Prints what the ledger knows; works while the daemon runs. */
export function status(options: StatusOptions, context: CliContext): ExitCode {
  const config = readConfig(options.config, context);
  const known = readStatus(config.checkpoint.path, context.clock());
  context.out(options.json ? `${JSON.stringify(known, null, 2)}\n` : statusText(known));
  return 0;
}

/** The status for people: one line a stream, then what needs attention. */
export function statusText(known: LedgerStatus): string {
  const rows = known.streams.map((stream) => [
    stream.tenant,
    stream.content_type,
    ...numbers(stream),
    lagText(stream),
  ]);
  const total = ['total', '', ...numbers(known.totals), ''];
  const header = ['tenant', 'content type', ...numberNames, 'lag'];
  return [formatTable([header, ...rows, total]), ...notes(known)].join('\n');
}

const numberNames = ['listed', 'delivered', 'pending', 'lost', 'records', 'duplicates', 'dead letters'];

function numbers(counts: Totals) {
  const { listed, delivered, pending, lost, records, duplicates, dead_letters } = counts;
  return [listed, delivered, pending, lost, records, duplicates, dead_letters].map((n) =>
    n.toLocaleString('en'),
  );
}

function lagText({ lag_seconds: lag }: StreamStatus): string {
  if (lag === null) return 'never listed';
  if (lag < 120) return `${lag} s`;
  return lag < 7200 ? `${Math.round(lag / 60)} min` : `${Math.round(lag / 3600)} h`;
}

function notes({ streams, gaps }: LedgerStatus): string[] {
  const waiting = streams.filter(
    ({ lag_seconds, listed, last_error }) => lag_seconds !== null && listed === 0 && last_error === null,
  );
  const failing = streams.filter((stream) => stream.last_error !== null);
  return [
    ...waiting.map(
      ({ tenant, content_type }) =>
        `${tenant} ${content_type}: no content listed yet. After a subscription starts, its first content can take up to 12 hours.`,
    ),
    ...failing.map(({ tenant, content_type, last_error }) => `${tenant} ${content_type}: ${last_error}`),
    ...(gaps.length === 0
      ? ['No gaps.']
      : gaps.map(
          (gap) =>
            `Gap in ${gap.tenant} ${gap.content_type}: ${gap.start} to ${gap.end}, ${gap.cause}` +
            (gap.blobs === null ? '' : `, ${gap.blobs} blobs`),
        )),
    '',
  ];
}
