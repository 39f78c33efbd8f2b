import type { ErrorRow } from '../../src/lib/coded-error.ts';

/** What can be wrong with the way a sandbox is asked for. */
export const SANDBOX_ERRORS = {
  badOption: {
    code: 'SANDBOX_BAD_OPTION',
    meaning: 'The sandbox was given an option that it cannot use',
    remedy: 'Correct the option; `npm run sandbox:microsoft -- --help` lists all of them.',
  },
  badRecordsFile: {
    code: 'SANDBOX_BAD_RECORDS_FILE',
    meaning: 'The file of records cannot be served',
    remedy: 'Give a file with one JSON value a line (NDJSON).',
  },
  cannotListen: {
    code: 'SANDBOX_CANNOT_LISTEN',
    meaning: 'The sandbox cannot listen there',
    remedy: 'Choose another --port, or 0 for a free one.',
  },
} as const satisfies Record<string, ErrorRow>;
