import type { ErrorRow } from '../../lib/coded-error.ts';

/** What can go wrong with documents that are written to files. */
export const fileOutputErrors = {
  unusable: {
    code: 'FILE_OUTPUT_UNUSABLE',
    meaning: 'The folder for output files cannot be used',
    remedy:
      'Let output.file.path name a folder that the user of the daemon may create, read and write, on a file system that is not mounted read-only.',
  },
  locked: {
    code: 'FILE_OUTPUT_LOCKED',
    meaning: 'Another process writes to the folder for output files',
    remedy: 'Stop the other daemon, or give each its own output.file.path.',
  },
  full: {
    code: 'FILE_OUTPUT_FULL',
    meaning: 'There is no space left for output files',
    remedy:
      'Free space or move finished files away; writing goes on by itself, and nothing is lost meanwhile.',
  },
  failed: {
    code: 'FILE_OUTPUT_FAILED',
    meaning: 'An output file could not be written',
    remedy:
      'Read the reason and look at the file system and its permissions; writing is tried again by itself.',
  },
} as const satisfies Record<string, ErrorRow>;
