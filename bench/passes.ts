import { sandboxedPass } from './sandboxed-pass.ts';
import type { Scenario } from './scenario.ts';

const oneLargeBlob = {
  records: 90_000,
  // Blobs hold 1 to twice as many: with this many, all are in one.
  recordsPerBlob: 500_000,
  options: ['--content-types', 'Audit.Exchange'],
};

/** A tenant that catches up on a week. */
export const bulk: Scenario = () => sandboxedPass({ records: 80_000, recordsPerBlob: 500 });

/** One blob of a hundred megabytes. */
export const bigBlob: Scenario = () => sandboxedPass(oneLargeBlob);

/** The same, sent compressed. */
export const bigBlobGzip: Scenario = () =>
  sandboxedPass({ ...oneLargeBlob, options: [...oneLargeBlob.options, '--gzip'] });

/** A thousand blobs of ten records and a tenth of a second for each answer: what concurrency makes of it. */
export const smallBlobs: Scenario = () =>
  sandboxedPass({ records: 10_000, recordsPerBlob: 10, options: ['--latency', '100'] });
