import { describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { sandboxForTest } from '../../support/sandbox.ts';
import { recordIds, sandboxIngestion } from '../../support/sandbox-ingestion.ts';

const never = new AbortController().signal;
const signals = { stopping: never, abort: never };

describe('a pass that is longer than the quota of a minute', () => {
  it.each([
    { name: 'a calm service', tokenLifetimeSeconds: 3_599, faults: {} },
    // A token that runs out is refused, and the request comes again: both count.
    { name: 'tokens that are refused in between', tokenLifetimeSeconds: 20, faults: { 'token-revoked': {} } },
  ])('never meets AF429, and collects everything: $name', async ({ tokenLifetimeSeconds, faults }) => {
    const time = fastClock(10);
    const sandbox = await sandboxForTest({
      clock: time.clock,
      contentTypes: ['Audit.General'],
      subscribed: true,
      records: 180,
      recordsPerBlob: 1,
      requestsPerMinute: 90,
      latencyMs: 10,
      tokenLifetimeSeconds,
      faults,
    });
    const { ingestion, memory, sourceEvents } = sandboxIngestion(sandbox, {
      ...time,
      requestsPerMinute: 90,
      concurrency: 16,
    });

    const outcome = await ingestOnce(ingestion, signals);

    expect(outcome).toEqual({ listedAll: true, lost: 0, givenUp: 0, brokenOff: false });
    expect([...memory.documents.keys()].toSorted()).toEqual(recordIds(sandbox));
    expect(sandbox.requests.filter(({ code }) => code === 'AF429')).toEqual([]);
    expect(sourceEvents.throttled).toEqual([]);
    expect(sourceEvents.waited.length).toBeGreaterThan(0);
  });
});
