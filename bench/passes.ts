import { existsSync } from 'node:fs';
import { pathOf } from './measured-run.ts';
import { sandboxedPass } from './sandboxed-pass.ts';
import type { Scenario } from './scenario.ts';

const week = { records: 80_000, recordsPerBlob: 500 };
const oneLargeBlob = {
  records: 90_000,
  // Blobs hold 1 to twice as many: with this many, all are in one.
  recordsPerBlob: 500_000,
  options: ['--content-types', 'Audit.Exchange'],
};

/** A tenant that catches up on a week. */
export const bulk: Scenario = () => sandboxedPass(week);

/** The same from dist/, which is what the image runs. */
export const bulkBuilt: Scenario = () => {
  if (!existsSync(pathOf('dist/main.js'))) throw new Error('run `npm run build` before');
  return sandboxedPass(week, 'dist/main.js');
};

/** A tenth of it: what is left over after the start grows with the work. */
export const bulkTenth: Scenario = () => sandboxedPass({ ...week, records: week.records / 10 });

/** One blob of a hundred megabytes. */
export const bigBlob: Scenario = () => sandboxedPass(oneLargeBlob);

/** The same, sent compressed. */
export const bigBlobGzip: Scenario = () =>
  sandboxedPass({ ...oneLargeBlob, options: [...oneLargeBlob.options, '--gzip'] });

/** A thousand blobs of ten records and a tenth of a second for each answer: what concurrency makes of it. */
export const smallBlobs: Scenario = () =>
  sandboxedPass({ records: 10_000, recordsPerBlob: 10, options: ['--latency', '100'] });

/** One content type with more blobs than the quota of a minute, and 300 ms for each answer. */
export const hotType: Scenario = () =>
  sandboxedPass({
    records: 10_800,
    recordsPerBlob: 5,
    options: ['--content-types', 'Audit.Exchange', '--latency', '300', '--requests-per-minute', '2000'],
  });
