import type { ErrorRow } from '../lib/coded-error.ts';

/** What can be wrong with a filter or with the body of a blob. */
export const ingestErrors = {
  unknownRecordType: {
    code: 'FILTER_UNKNOWN_RECORD_TYPE',
    meaning: 'a filter names a record type that is not known',
    remedy: "Use the record type's number, or its name as the Management API's schema spells it.",
  },
  notJson: {
    code: 'BLOB_NOT_JSON',
    meaning: 'the body of a blob is not JSON; it may have been cut on the way',
    remedy:
      'Nothing to do at first: the blob stays pending and is fetched again. If it lasts, look for a proxy that changes answers.',
  },
  unmappable: {
    code: 'BLOB_UNMAPPABLE',
    meaning: 'the records of a blob could not be mapped',
    remedy: 'This is a defect of m365-audit: please report it. The blob stays pending and is tried again.',
  },
  gapRejected: {
    code: 'GAP_DOCUMENT_REJECTED',
    meaning: 'the output refuses the document of a gap',
    remedy:
      'Run m365-audit setup, which installs the templates that these documents need. The gap is kept and told by m365-audit status; its document is tried again.',
  },
  notArray: {
    code: 'BLOB_NOT_ARRAY',
    meaning: 'the body of a blob is JSON, but not an array of audit records',
    remedy:
      'Nothing to do at first: the blob stays pending and is fetched again. If the answer is still the same when the API stops giving it, its body is kept as a dead letter.',
  },
} as const satisfies Record<string, ErrorRow>;
