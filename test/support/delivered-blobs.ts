import { existsSync } from 'node:fs';
import { readStatus } from '../../src/checkpoint/read-status.ts';

/** How many blobs the ledger calls delivered; 0 while another process is still creating it. */
export function deliveredBlobs(checkpoint: string): number {
  if (!existsSync(checkpoint)) return 0;
  try {
    return readStatus(checkpoint, Date.now()).totals.delivered;
  } catch {
    return 0;
  }
}
