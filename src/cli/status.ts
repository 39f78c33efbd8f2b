import { readCompleteness } from '../checkpoint/read-completeness.ts';
import type { DeadLetterRoom, LedgerStatus, Totals } from '../checkpoint/read-status.ts';
import type { TenantFileProblem } from '../config/tenant-files.ts';
import { statusContext } from '../daemon/status-context.ts';
import { wholeStatus } from '../daemon/whole-status.ts';
import type { StreamStatus } from '../model/ledger.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';
import { completenessText } from './status/completeness-text.ts';
import { credentialText } from './status/credential-text.ts';
import { driftText } from './status/drift-text.ts';
import { gapText } from './status/gap-text.ts';
import { tenantFilesText } from './status/tenant-files-text.ts';
import { withNames } from './status/with-names.ts';
import { formatTable } from './table.ts';

export interface StatusOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly completeness?: boolean;
  readonly drift?: boolean;
  /** How far back --completeness looks, milliseconds. */
  readonly since?: number;
}

const defaultSinceMs = 7 * 24 * 3_600_000;

/** Prints what the ledger knows; works while the daemon runs. */
export function status(options: StatusOptions, context: CliContext): ExitCode {
  const problems: TenantFileProblem[] = [];
  const config = readConfig(options.config, context, (problem) => problems.push(problem));
  const nowMs = context.clock();
  const print = (value: object, text: string) =>
    context.out(options.json ? `${JSON.stringify(value, null, 2)}\n` : text);
  if (options.completeness) {
    const sinceMs = nowMs - (options.since ?? defaultSinceMs);
    const found = readCompleteness(config.checkpoint.path, sinceMs, statusContext(config, problems));
    print(found, completenessText(withNames(found, config.tenants)));
    return found.mismatches.length > 0 ? 1 : 0;
  }
  const known = wholeStatus(config, problems, nowMs);
  const { drift, tenants, tenant_files } = known;
  if (options.drift) print({ drift }, driftText(drift));
  else {
    const notes = [tenantFilesText(tenant_files), credentialText(tenants, nowMs)];
    print(known, [statusText(withNames(known, config.tenants)), ...notes].join(''));
  }
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

function numbers(counts: Totals | StreamStatus) {
  const { listed, delivered, pending, lost, records, duplicates, dead_letters } = counts;
  return [listed, delivered, pending, lost, records, duplicates, dead_letters].map((n) =>
    n.toLocaleString('en'),
  );
}

function lagText({ lag_seconds: lag, configured }: StreamStatus): string {
  if (!configured) return 'not configured';
  if (lag === null) return 'never listed';
  if (lag < 120) return `${lag} s`;
  return lag < 7200 ? `${Math.round(lag / 60)} min` : `${Math.round(lag / 3600)} h`;
}

function notes({ streams, gaps, gaps_closed, dead_letter_room, drift }: LedgerStatus): string[] {
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
    ...roomNotes(dead_letter_room),
    ...(drift.length === 0
      ? []
      : [`The mapping met ${drift.length} things that it does not know: status --drift.`]),
    ...(gaps.length === 0
      ? [gaps_closed === 0 ? 'No gaps.' : `No gaps; ${gaps_closed} closed since their content turned up.`]
      : ['', gapText(gaps)]),
    '',
  ];
}

function roomNotes({ used_bytes, limit_bytes, state }: DeadLetterRoom): string[] {
  if (state === 'ok' || limit_bytes === null) return [];
  const share = `${Math.floor((100 * used_bytes) / limit_bytes)} % of checkpoint.dead_letter_limit`;
  return state === 'full'
    ? [
        `DEAD LETTERS ARE FULL (${share}): nothing more is taken. Mend the cause and run replay, or raise the limit.`,
      ]
    : [
        `DEAD LETTERS ARE FILLING UP (${share}): when they are full, nothing more is taken. Mend the cause and run replay, or raise the limit.`,
      ];
}
