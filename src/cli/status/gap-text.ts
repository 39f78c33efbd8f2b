import type { GapStatus } from '../../checkpoint/read-status.ts';
import type { GapCause } from '../../model/ledger.ts';
import { formatTable } from '../table.ts';

/** Gaps that a terminal is shown, the newest of all; --json has them all. */
const shownAtMost = 40;

const meanings: Readonly<Record<GapCause, string>> = {
  expired: 'its 7 days were over before the API gave it',
  missing: 'the API lists it and does not have it',
  unreadable: 'the API gives a body without records in it',
  unwatched: 'nobody listed this time while the API still held it',
  unsubscribed: 'the subscription was off',
};

/** The open gaps for people, oldest first: one line each, and what their causes mean. */
export function gapText(gaps: readonly GapStatus[]): string {
  const shown = gaps.slice(-shownAtMost);
  const older = gaps.length - shown.length;
  const rows = shown.map(({ tenant, content_type, start, end, cause, blobs }) => [
    tenant,
    content_type,
    start,
    end,
    cause,
    blobs === null ? '' : blobs.toLocaleString('en'),
  ]);
  const causes = Object.entries(meanings).filter(([name]) => shown.some(({ cause }) => cause === name));
  return [
    `${gaps.length.toLocaleString('en')} ${gaps.length === 1 ? 'gap' : 'gaps'}:`,
    '',
    formatTable([['tenant', 'content type', 'from', 'to', 'cause', 'blobs'], ...rows]),
    ...(older > 0 ? [`... and ${older.toLocaleString('en')} older; --json has them all.`] : []),
    ...causes.map(([name, meaning]) => `${name}: ${meaning}`),
  ].join('\n');
}
