import { readStatus } from '../checkpoint/read-status.ts';
import type { PassOutcome } from '../ingest/tenant-ingestion.ts';
import type { Run } from './run.ts';
import { statusContext } from './status-context.ts';

/**
 * Tells how one pass ended.
 * @param filtered how many records each rule of the filters left out
 * @returns whether all was delivered that was listed
 */
export function tellPass(
  run: Run,
  outcomes: readonly PassOutcome[],
  filtered: Readonly<Record<string, number>>,
): boolean {
  const { config, clock, logger } = run;
  const unusableFiles = run.tenantFiles?.problems.length ?? 0;
  const tenants = run.roster.tenants();
  const { totals } = readStatus(config.checkpoint.path, clock(), statusContext({ ...config, tenants }));
  const complete = !run.stop.stopping.aborted && unusableFiles === 0 && outcomes.every(isComplete);
  const fields = { totals, filtered };
  if (complete) logger.info(fields, 'pass complete: all that was listed is delivered');
  else {
    const unusable = { ...fields, outcomes, unusable_files: unusableFiles };
    logger.error(unusable, 'pass incomplete: what is pending is taken up by the next run');
  }
  return complete;
}

function isComplete({ listedAll, lost, givenUp, brokenOff }: PassOutcome): boolean {
  return listedAll && lost === 0 && givenUp === 0 && !brokenOff;
}
