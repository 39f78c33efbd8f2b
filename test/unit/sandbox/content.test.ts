import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../../sandbox/microsoft/check-settings.ts';
import { blobContent } from '../../../sandbox/microsoft/content/blob-content.ts';
import { BlobMaker } from '../../../sandbox/microsoft/content/blob-maker.ts';
import { contentIdFor, isContentId } from '../../../sandbox/microsoft/content/content-id.ts';
import { ContentStore } from '../../../sandbox/microsoft/content/content-store.ts';
import { dealRecords, spreadTimes } from '../../../sandbox/microsoft/content/deal-records.ts';
import { shareOut } from '../../../sandbox/microsoft/content/fill-store.ts';
import { publishLive } from '../../../sandbox/microsoft/content/live-content.ts';
import { planStream } from '../../../sandbox/microsoft/content/plan-stream.ts';
import type { Lateness, StoredBlob } from '../../../sandbox/microsoft/content/stored-blob.ts';
import { CONTENT_TYPES } from '../../../sandbox/microsoft/content-types.ts';
import { FaultPlan } from '../../../sandbox/microsoft/faults/fault-plan.ts';
import type { FaultSettings } from '../../../sandbox/microsoft/faults/fault-setting.ts';
import { createRandom } from '../../../sandbox/microsoft/random.ts';
import { generatedSupply } from '../../../sandbox/microsoft/records/generated-supply.ts';
import type { Sleep } from '../../../src/lib/abortable-sleep.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const NOW = Date.UTC(2026, 7, 8, 12);
const HOUR_MS = 3_600_000;

describe('dealing', () => {
  it('deals every record once, into blobs of the wanted size on average', () => {
    const slices = dealRecords(10_000, 20, createRandom('x'));
    const indices = slices.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
    expect(indices).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(10_000 / slices.length).toBeGreaterThan(18);
    expect(10_000 / slices.length).toBeLessThan(22);
    expect(Math.max(...slices.map(({ from, to }) => to - from))).toBeLessThanOrEqual(39);
  });

  it('deals single records when asked to, and nothing when there is nothing', () => {
    expect(dealRecords(3, 1, createRandom('x'))).toHaveLength(3);
    expect(dealRecords(0, 20, createRandom('x'))).toEqual([]);
  });

  it('spreads times in order over the whole span', () => {
    const times = spreadTimes(100, 1000, 2000, createRandom('x'));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time >= 1000 && time < 2000)).toBe(true);
    expect(times[0]).toBeLessThan(1010);
    expect(times.at(-1)).toBeGreaterThanOrEqual(1990);
  });

  it.each([0, 1, 7, 9000])('shares %i records out to the last one', (total) => {
    const streams = ['a', 'b'].flatMap((tenantId) =>
      CONTENT_TYPES.map((contentType) => ({ tenantId, contentType })),
    );
    const counts = [...shareOut(total, streams).values()];
    expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
  });
});

describe('planStream', () => {
  const plan = (faults: FaultSettings = {}) =>
    planStream({
      tenantId: 't',
      contentType: 'Audit.General',
      seed: 'seed',
      faults: new FaultPlan('seed', faults),
      count: 300,
      recordsPerBlob: 5,
      oldestMs: NOW - 167 * HOUR_MS,
      now: NOW,
    });

  it('lies within the span, in order, and is what the seed makes it', () => {
    const drafts = plan();
    const times = drafts.map((draft) => draft.createdMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(NOW - 167 * HOUR_MS);
    expect(times.at(-1)).toBeLessThan(NOW);
    expect(plan()).toEqual(drafts);
  });

  it('never lets an event follow its blob, not even under an equal timestamp', () => {
    const drafts = plan({ 'equal-timestamps': { rate: 0.5 }, 'duplicate-record': { rate: 0.5 } });
    for (const draft of drafts) {
      for (const record of draft.records) expect(record.createdMs).toBeLessThanOrEqual(draft.createdMs);
    }
    const own = drafts.flatMap((draft) => draft.records.map((record) => record.index));
    expect(new Set(own).size).toBe(300);
    expect(own.length).toBeGreaterThan(300);
  });
});

describe('publishLive', () => {
  it('gives every stream a new blob at each interval, created then, with records of its own', async () => {
    const time = fakeClock(NOW);
    const settings = settingsFrom({ liveIntervalSeconds: 30, recordsPerBlob: 2, clock: time.clock });
    const store = new ContentStore();
    const over = new AbortController();
    const sleep: Sleep = async (ms, signal) => {
      if (time.sleeps.length === 2) over.abort(new Error('over'));
      await time.sleep(ms, signal);
    };
    const filling = { settings, store, maker: new BlobMaker(7), faults: new FaultPlan('seed', {}) };
    await expect(publishLive(filling, sleep, over.signal)).rejects.toThrow('over');
    const blobs = [...store.all()];
    expect(blobs.map((each) => each.createdMs - NOW)).toEqual([
      ...Array(5).fill(30_000),
      ...Array(5).fill(60_000),
    ]);
    const ids = blobs.flatMap((each) => each.content.ids());
    expect(new Set(ids).size).toBe(20);
    expect(JSON.parse(String(blobs[0]?.content.body()))).toMatchObject(ids.slice(0, 2).map((Id) => ({ Id })));
  });
});

describe('blobContent', () => {
  it('is the same whether it is kept or made each time', () => {
    const supply = generatedSupply('seed', { tenantId: 't', contentType: 'DLP.All' }, 2);
    const records = [0, 1].map((index) => ({ index, createdMs: NOW }));
    const parts = { supply, records, oddities: ['null'], bom: true };
    const made = blobContent(parts, false).body();
    expect(String(blobContent(parts, true).body())).toBe(String(made));
    expect(String(made)).toMatch(/^\ufeff\[\{.*\},null\]$/);
  });
});

describe('ContentStore', () => {
  const blob = (contentId: string, createdMs: number, lateness?: Lateness): StoredBlob => ({
    tenantId: 't',
    contentType: 'DLP.All',
    contentId,
    key: contentId,
    createdMs,
    expiresMs: NOW,
    lateness,
    content: { ids: () => [], body: () => '[]' },
    account: { listed: 0, requests: 0, fetched: 0 },
  });
  const range = { tenantId: 't', contentType: 'DLP.All', startMs: 0, endMs: 100 };

  it('puts late blobs behind all others, so that pages stay as they are', () => {
    const store = new ContentStore();
    store.add(blob('late', 10, { listings: 1 }));
    store.add(blob('a', 20));
    const names = (): string[] => store.listing(range).map(({ contentId }) => contentId);
    store.beginListing(range, 0);
    expect(names()).toEqual(['a']);
    store.add(blob('b', 30));
    expect(names()).toEqual(['a', 'b']);
    store.beginListing({ ...range, startMs: 50 }, 0);
    expect(names()).toEqual(['a', 'b']);
    store.beginListing(range, 0);
    expect(names()).toEqual(['a', 'b', 'late']);
  });

  it('keeps tenants and types apart', () => {
    const store = new ContentStore();
    store.add(blob('a', 20));
    expect(store.listing({ ...range, tenantId: 'u' })).toEqual([]);
    expect(store.listing({ ...range, contentType: 'Audit.General' })).toEqual([]);
    expect(store.find('u', 'a')).toBeUndefined();
    expect(store.find('t', 'a')).toBeDefined();
  });
});

describe('a contentId', () => {
  it('looks like the service’s own and differs for each blob', () => {
    const id = contentIdFor('Audit.SharePoint', NOW, 7);
    expect(id).toBe(
      '20260808120000000000007$20260808120000000000007$audit_sharepoint$Audit_SharePoint$na0000',
    );
    expect(isContentId(id)).toBe(true);
    expect(contentIdFor('Audit.SharePoint', NOW, 1_000_007)).not.toBe(id);
    expect(isContentId('20260808')).toBe(false);
  });
});
