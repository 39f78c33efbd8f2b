import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultSetting, FaultSettings } from '../../sandbox/microsoft/faults/fault-setting.ts';
import type { FaultName } from '../../sandbox/microsoft/faults/fault-table.ts';
import type { MicrosoftSandboxOptions } from '../../sandbox/microsoft/options.ts';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { ingestOnce } from '../../src/ingest/tenant-ingestion.ts';
import { openFileOutput } from '../../src/output/file/file-output.ts';
import { fastClock } from '../support/fast-clock.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { recordIds, sandboxIngestion } from '../support/sandbox-ingestion.ts';
import { tempFolder } from '../support/temp-folder.ts';

const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

/** Silence after which a request is given up, in the rows where nobody answers. */
const shortPatienceMs = 500;

interface Row {
  readonly fault: FaultName;
  readonly setting?: FaultSetting;
  readonly sandbox?: MicrosoftSandboxOptions;
  readonly stalls?: true;
  /** How many passes it may take, a quarter of an hour apart; default 1. */
  readonly passes?: number;
}

const some: FaultSetting = { rate: 0.3 };
/** Of what there is little of, such as pages with another one after them. */
const most: FaultSetting = { rate: 0.7 };
const coded = (fault: FaultName, ...codes: string[]): Row[] =>
  codes.map((value) => ({ fault, setting: { ...some, value } }));

const places: Readonly<Record<string, readonly Row[]>> = {
  'the token': [
    { fault: 'token-html' },
    { fault: 'token-429' },
    { fault: 'token-cut' },
    { fault: 'token-reset' },
    { fault: 'token-stall', stalls: true },
    { fault: 'token-invalid-json' },
    { fault: 'token-revoked' },
  ],
  'the list of subscriptions': [
    { fault: 'subscriptions-error' },
    { fault: 'subscriptions-error', setting: { value: 'AF50005' } },
    { fault: 'subscriptions-html' },
    { fault: 'subscriptions-page' },
    { fault: 'subscriptions-af429' },
    { fault: 'subscriptions-429' },
    { fault: 'subscriptions-cut' },
    { fault: 'subscriptions-reset' },
    { fault: 'subscriptions-stall', stalls: true },
    { fault: 'subscriptions-invalid-json' },
    { fault: 'start-error', sandbox: { subscribed: false }, passes: 3 },
    { fault: 'start-error', setting: { value: 'AF429' }, sandbox: { subscribed: false }, passes: 3 },
  ],
  'a page of the content list, the first or a later one': [
    ...coded('list-error', 'AF50000', 'AF50005', 'AF20055', 'AF20030', 'AF20022', 'AF20023'),
    { fault: 'list-html', setting: some },
    { fault: 'list-page', setting: some },
    { fault: 'list-empty', setting: some },
    { fault: 'list-af429', setting: some },
    { fault: 'list-429', setting: some },
    { fault: 'list-unavailable', setting: some },
    { fault: 'list-cut', setting: some },
    { fault: 'list-reset', setting: some },
    { fault: 'list-stall', setting: { first: 2 }, stalls: true },
    { fault: 'list-invalid-json', setting: some },
    { fault: 'list-doubled' },
    { fault: 'list-outside' },
    { fault: 'list-odd-items' },
    { fault: 'page-refused', setting: most },
    { fault: 'page-moved' },
    { fault: 'page-loop', setting: most },
    { fault: 'wrong-host-page', setting: most },
  ],
  'a blob': [
    ...coded('blob-error', 'AF50000', 'AF50005', 'AF20050', 'AF20051'),
    { fault: 'blob-html', setting: some },
    { fault: 'blob-page', setting: some },
    { fault: 'blob-empty', setting: some },
    { fault: 'blob-af429', setting: some },
    { fault: 'blob-429', setting: some },
    { fault: 'blob-unavailable', setting: some },
    { fault: 'blob-unauthorized', setting: some },
    { fault: 'blob-cut', setting: some },
    { fault: 'blob-cut-chunked', setting: some },
    { fault: 'blob-reset', setting: some },
    { fault: 'blob-stall', setting: { first: 2 }, stalls: true },
    { fault: 'blob-invalid-json', setting: some },
    { fault: 'blob-object', setting: some },
    { fault: 'bom' },
    { fault: 'null-record', setting: some },
    { fault: 'slow-body', setting: { rate: 0.3, value: 5 } },
  ],
  'the content itself': [
    { fault: 'equal-timestamps' },
    { fault: 'duplicate-record', setting: some },
    { fault: 'duplicate-blob', setting: some },
  ],
  'the Date of answers': [
    { fault: 'clock-skew', setting: { value: 600 } },
    { fault: 'clock-skew', setting: { value: -240 } },
  ],
};

/** A pass of a whole ingestion with files as output, time ten times as fast. */
async function collect({ fault, setting = {}, sandbox: shape = {}, stalls, passes = 1 }: Row) {
  const time = fastClock(10);
  const faults: FaultSettings = { [fault]: setting };
  const sandbox = await sandboxForTest({
    clock: time.clock,
    contentTypes: ['Audit.Exchange', 'Audit.General'],
    subscribed: true,
    records: 120,
    recordsPerBlob: 3,
    days: 3,
    pageSize: 4,
    faults,
    ...shape,
  });
  const folder = join(tempFolder(), 'out');
  const output = await openFileOutput({
    path: folder,
    maxFileBytes: 1 << 30,
    retry: { baseMs: 1, maxMs: 1, random: () => 0 },
    retryForMs: 1_000,
    clock: time.clock,
    sleep: time.sleep,
    events: { batchWritten: () => undefined, batchRetried: () => undefined },
  });
  const { ingestion, path, log } = sandboxIngestion(sandbox, {
    ...time,
    output,
    // A day more than there is content: what falls over the edge of the 7 days meanwhile would be a gap, and rightly.
    change: { lookbackMs: 4 * 24 * 3_600_000 },
    ...(stalls ? { timeoutMs: shortPatienceMs } : {}),
  });
  let outcome = await ingestOnce(ingestion, signals);
  for (let pass = 2; pass <= passes && !outcome.listedAll; pass += 1) {
    time.advance(15 * 60_000);
    outcome = await ingestOnce(ingestion, signals);
  }
  await output.close();
  return { sandbox, outcome, log, written: writtenDocuments(folder), status: readStatus(path, time.clock()) };
}

describe.each(Object.entries(places))('a pass comes through faults of %s whole', (_place, rows) => {
  it.each(rows.map((row) => ({ ...row, name: [row.fault, row.setting?.value ?? ''].join(' ').trim() })))(
    '$name',
    async (row) => {
      const { sandbox, outcome, log, written, status } = await collect(row);

      const failures = log.filter(({ name }) => /Failed|Lost/.test(name)).map(({ event }) => event);
      expect(outcome, JSON.stringify(failures.slice(-3))).toEqual({
        listedAll: true,
        lost: 0,
        givenUp: 0,
        brokenOff: false,
      });
      const ids = written.map(({ _id }) => _id);
      expect(ids.toSorted()).toEqual(recordIds(sandbox));
      expect(status).toMatchObject({ totals: { pending: 0, lost: 0 }, gaps: [] });
      const { violations, trap, faults, totals } = sandbox.report();
      expect(faults[row.fault]).toBeGreaterThan(0);
      expect({ violations, trap, fetchedAgain: totals.fetchedAgain }).toEqual({
        violations: [],
        trap: { requests: 0, withToken: 0 },
        fetchedAgain: expect.any(Number),
      });
    },
  );
});
