import { existsSync } from 'node:fs';
import type { Content } from './bench-sandbox.ts';
import { pathOf } from './measured-run.ts';
import { withRecords } from './sample-records.ts';
import { sandboxedPass } from './sandboxed-pass.ts';
import type { Figures, Scenario } from './scenario.ts';

const week = { records: 80_000, recordsPerBlob: 500 };
const oneLargeBlob = {
  records: 90_000,
  // Blobs hold 1 to twice as many: with this many, all are in one.
  recordsPerBlob: 500_000,
  options: ['--content-types', 'Audit.Exchange'],
};

/** A pass over this content, of the records of a file where one is given. */
function pass(content: Content, entry?: string): Scenario {
  return ({ recordsFile }) => sandboxedPass(withRecords(content, recordsFile), entry);
}

/** A tenant that catches up on a week, in large blobs and without latency: what the program itself takes. */
export const bulk = pass(week);

/** The same from dist/, which is what the image runs. */
export const bulkBuilt: Scenario = (options) => {
  if (!existsSync(pathOf('dist/main.js'))) throw new Error('run `npm run build` before');
  return pass(week, 'dist/main.js')(options);
};

/** A tenth of it: what is left over after the start grows with the work. */
export const bulkTenth = pass({ ...week, records: week.records / 10 });

/** One blob of a hundred megabytes. */
export const bigBlob = pass(oneLargeBlob);

/** The same, sent compressed. */
export const bigBlobGzip = pass({ ...oneLargeBlob, options: [...oneLargeBlob.options, '--gzip'] });

/** A thousand blobs of ten records and a tenth of a second for each answer: what concurrency makes of it. */
export const smallBlobs = pass({ records: 10_000, recordsPerBlob: 10, options: ['--latency', '100'] });

/** One content type with more blobs than the quota of a minute, and 300 ms for each answer. */
export const hotType = pass({
  records: 10_800,
  recordsPerBlob: 5,
  options: ['--content-types', 'Audit.Exchange', '--latency', '300', '--requests-per-minute', '2000'],
});

const quota = 2000;

/** A week as a tenant has it: all content types, small blobs, lists in pages, 150 ms for each answer. */
export const catchUp: Scenario = async (options) => {
  const answers = ['--latency', '150', '--page-size', '50', '--requests-per-minute', String(quota)];
  const found = await pass({ records: 30_000, recordsPerBlob: 10, options: answers })(options);
  return { ...found, ...againstQuota(found) };
};

/** What of the quota was used, in the first minute and in all that were begun. */
function againstQuota({ requests = 0, requests_in_first_minute: first = 0, seconds = 0 }: Figures): Figures {
  const minutes = Math.ceil(seconds / 60);
  return {
    quota_used_percent_first_minute: (first / quota) * 100,
    quota_used_percent: (requests / (quota * minutes)) * 100,
  };
}
