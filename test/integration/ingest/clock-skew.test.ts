import { describe, expect, it } from 'vitest';
import type { MicrosoftSandboxOptions } from '../../../sandbox/microsoft/options.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { ingestOnce } from '../../../src/ingest/tenant-ingestion.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { sandboxForTest } from '../../support/sandbox.ts';
import { recordIds, sandboxIngestion } from '../../support/sandbox-ingestion.ts';

const hour = 3_600_000;
const day = 24 * hour;
const never = new AbortController().signal;
const signals = { stopping: never, abort: never };
const complete = { listedAll: true, lost: 0, givenUp: 0, brokenOff: false };

async function tenant(options: MicrosoftSandboxOptions = {}) {
  const time = fastClock(10);
  const shape = {
    contentTypes: ['Audit.General'],
    subscribed: true,
    records: 100,
    recordsPerBlob: 4,
  } as const;
  const sandbox = await sandboxForTest({ clock: time.clock, ...shape, ...options });
  return { time, sandbox };
}

describe('a machine whose clock is wrong', () => {
  it.each([
    ['two hours ahead', 2 * hour],
    ['two hours behind', -2 * hour],
    ['eight days ahead', 8 * day],
    ['eight days behind', -8 * day],
  ])('collects everything in one pass, and is told so: %s', async (_name, aheadMs) => {
    const { time, sandbox } = await tenant();
    const clock = () => time.clock() + aheadMs;
    const { ingestion, memory, sourceEvents, serviceClock, path } = sandboxIngestion(sandbox, {
      clock,
      sleep: time.sleep,
    });

    const outcome = await ingestOnce(ingestion, signals);

    expect(outcome).toEqual(complete);
    expect([...memory.documents.keys()].toSorted()).toEqual(recordIds(sandbox));
    expect(readStatus(path, time.clock()).gaps).toEqual([]);
    // No window was refused for its times, and none counts as listed that has not come yet.
    expect(sandbox.requests.filter(({ code }) => code === 'AF20055')).toEqual([]);
    const [stream] = ingestion.streams;
    const listedTo = stream === undefined ? 0 : (ingestion.ledger.progress(stream).spans.at(-1)?.endMs ?? 0);
    expect(listedTo).toBeLessThanOrEqual(time.clock());
    expect(Math.abs((serviceClock.reading?.skewMs ?? 0) - aheadMs)).toBeLessThan(10 * 60_000);
    expect(sourceEvents.clocks.filter(({ crossed }) => crossed)).toMatchObject([{ level: 'far_off' }]);
  });

  it('tells no gap and repeats nothing when it is restarted a day ahead, and later right again', async () => {
    const { time, sandbox } = await tenant();
    const first = sandboxIngestion(sandbox, time);
    await ingestOnce(first.ingestion, signals);
    const { ledger } = first.ingestion;

    for (const aheadMs of [day, -3 * hour, 0]) {
      const clock = () => time.clock() + aheadMs;
      const again = sandboxIngestion(sandbox, { clock, sleep: time.sleep, change: { ledger } });
      expect(await ingestOnce(again.ingestion, signals)).toEqual(complete);
    }

    expect(readStatus(first.path, time.clock()).gaps).toEqual([]);
    expect(sandbox.report().totals).toMatchObject({ neverFetched: 0, fetchedAgain: 0 });
  });

  it('is not confused by a clock that jumps while it runs', async () => {
    const { time, sandbox } = await tenant();
    let aheadMs = 0;
    const { ingestion, memory, path, sourceEvents } = sandboxIngestion(sandbox, {
      clock: () => time.clock() + aheadMs,
      steady: time.clock,
      sleep: time.sleep,
    });

    for (const jumpMs of [0, day, -2 * hour, 0]) {
      aheadMs = jumpMs;
      sandbox.addBlob({ contentType: 'Audit.General', records: [{ Id: `after ${jumpMs} ${time.clock()}` }] });
      time.advance(2_000);
      expect(await ingestOnce(ingestion, signals)).toEqual(complete);
    }

    expect([...memory.documents.keys()].toSorted()).toEqual(recordIds(sandbox));
    expect(readStatus(path, time.clock()).gaps).toEqual([]);
    expect(sandbox.report().totals.fetchedAgain).toBe(0);
    expect(sourceEvents.clocks.filter(({ crossed }) => crossed).map(({ level }) => level)).toEqual([
      'far_off',
      'ok',
    ]);
  });
});

describe('a service whose Date is wrong while its content is not', () => {
  it.each([-600, -7_200, 600, 7_200, -3 * 86_400, 3 * 86_400, -8 * 86_400, 8 * 86_400])(
    'loses nothing: %d seconds',
    async (value) => {
      const { time, sandbox } = await tenant({ faults: { 'clock-skew': { value } } });
      for (const agoMs of [2_000, hour / 4, hour]) {
        const createdMs = time.clock() - agoMs;
        sandbox.addBlob({ contentType: 'Audit.General', createdMs, records: [{ Id: `new ${agoMs}` }] });
      }
      const { ingestion, memory, path } = sandboxIngestion(sandbox, time);

      await ingestOnce(ingestion, signals);

      expect([...memory.documents.keys()].toSorted()).toEqual(recordIds(sandbox));
      expect(readStatus(path, time.clock()).gaps).toEqual([]);
    },
  );
});
