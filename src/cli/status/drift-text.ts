import type { DriftStatus } from '../../checkpoint/read-status.ts';
import { formatTable } from '../table.ts';

/** What each kind of drift means for the documents, and what to do. */
const meanings: readonly (readonly [kind: string, text: string])[] = [
  [
    'record_type',
    'record_type: a record type that this version has no name for. Its records are indexed with their number; filters can name the number. A newer version may know it.',
  ],
  [
    'workload',
    'workload: a workload without a mapper of its own. Its records are indexed with the common fields.',
  ],
  [
    'field',
    'field: a member of a record that has no field of its own. It is kept, and searchable as text in o365.audit.unmapped. Report it if you need it typed.',
  ],
];

/** What the mapping does not know yet, as a table, and what to do about it. */
export function driftText(drift: readonly DriftStatus[]): string {
  if (drift.length === 0) return 'No drift: the mapping knows all that it met.\n';
  const rows = drift.map(({ kind, name, count, first_seen, last_seen }) => [
    kind,
    name === '*' ? '* (names that may be data, or too many)' : name,
    count.toLocaleString('en'),
    first_seen,
    last_seen,
  ]);
  const kinds = new Set(drift.map(({ kind }) => kind));
  return [
    formatTable([['kind', 'name', 'count', 'first seen', 'last seen'], ...rows]),
    'Nothing of this is lost:',
    ...meanings.filter(([kind]) => kinds.has(kind)).map(([, text]) => `- ${text}`),
    '',
  ].join('\n');
}
