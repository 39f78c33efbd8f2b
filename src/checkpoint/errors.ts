import type { ErrorRow } from '../lib/coded-error.ts';

/** What can be wrong with the checkpoint file. */
export const checkpointErrors = {
  unwritable: {
    code: 'CHECKPOINT_UNWRITABLE',
    meaning: 'the checkpoint file or its folder cannot be created or written',
    remedy:
      'Give the user that runs m365-audit write access to the folder of checkpoint.path and to the files in it, or set another path on a writable volume.',
  },
  foreign: {
    code: 'CHECKPOINT_FOREIGN',
    meaning: 'the file at checkpoint.path was not written by m365-audit; it was left untouched',
    remedy: 'Set checkpoint.path to a file of its own (not a folder), or move the foreign file away.',
  },
  newer: {
    code: 'CHECKPOINT_NEWER',
    meaning: 'the checkpoint was written by a newer m365-audit; it was left untouched',
    remedy:
      'Run the newer version again, or set checkpoint.path to a new file: the API still holds the last 7 days.',
  },
  older: {
    code: 'CHECKPOINT_OLDER',
    meaning: 'the checkpoint was written by an older m365-audit and is not brought up to date yet',
    remedy: 'Start this version once (m365-audit run); it brings the checkpoint up to date.',
  },
  otherTenant: {
    code: 'CHECKPOINT_OTHER_TENANT',
    meaning: 'the checkpoint belongs to other tenants than the configuration names',
    remedy: 'Check tenants[].id, or set checkpoint.path to a file of its own for these tenants.',
  },
  locked: {
    code: 'CHECKPOINT_LOCKED',
    meaning: 'another m365-audit process is using this checkpoint',
    remedy: 'Stop the other process, or give this one its own checkpoint.path.',
  },
  deadLettersFull: {
    code: 'CHECKPOINT_DEAD_LETTERS_FULL',
    meaning: 'there is no room for more dead letters, so nothing more is taken; what is listed stays pending',
    remedy:
      'Look at their reasons (m365-audit replay --dry-run), mend the cause and run m365-audit replay, or raise checkpoint.dead_letter_limit and restart. The API holds what is pending for 7 days.',
  },
  deadLettersFilling: {
    code: 'CHECKPOINT_DEAD_LETTERS_FILLING',
    meaning: 'the room for dead letters is nearly taken; when it is, nothing more is taken from the API',
    remedy:
      'Look at their reasons (m365-audit replay --dry-run), mend the cause and run m365-audit replay, or raise checkpoint.dead_letter_limit.',
  },
  missing: {
    code: 'CHECKPOINT_MISSING',
    meaning: 'there is no checkpoint yet',
    remedy: 'Start the daemon first (m365-audit run); it creates the checkpoint.',
  },
  damaged: {
    code: 'CHECKPOINT_DAMAGED',
    meaning: 'the checkpoint is damaged',
    remedy:
      'Restart m365-audit: it sets the damaged file aside and rebuilds its ledger from the last 7 days of the API.',
  },
  writeFailed: {
    code: 'CHECKPOINT_WRITE_FAILED',
    meaning: 'the checkpoint could not be read or written',
    remedy:
      'Look at the free space and the health of the volume of checkpoint.path; nothing is acknowledged until it works again.',
  },
} as const satisfies Record<string, ErrorRow>;
