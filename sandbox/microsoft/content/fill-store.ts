import type { ContentType } from '../content-types.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { MicrosoftSandboxSettings } from '../options.ts';
import { generatedSupply } from '../records/generated-supply.ts';
import { blobContent } from './blob-content.ts';
import type { BlobMaker } from './blob-maker.ts';
import type { ContentStore } from './content-store.ts';
import { type BlobDraft, planStream } from './plan-stream.ts';
import type { RecordSupply } from './record-supply.ts';
import { fileSupply, readRecordsFile } from './records-file.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The oldest blob is fetchable for at least an hour. */
const OLDEST_MS = 7 * DAY_MS - HOUR_MS;

/** The share of generated records that goes to each content type. */
const SHARES: Readonly<Record<ContentType, number>> = {
  'Audit.AzureActiveDirectory': 0.24,
  'Audit.Exchange': 0.3,
  'Audit.SharePoint': 0.24,
  'Audit.General': 0.16,
  'DLP.All': 0.06,
};

export interface StreamKey {
  readonly tenantId: string;
  readonly contentType: ContentType;
}

/** Where a sandbox's content comes from, and where it goes. */
export interface Filling {
  readonly settings: MicrosoftSandboxSettings;
  readonly store: ContentStore;
  readonly maker: BlobMaker;
  readonly faults: FaultPlan;
}

/** How many records each stream gets, so that they add up to the whole to the last record. */
export function shareOut(total: number, streams: readonly StreamKey[]): Map<StreamKey, number> {
  const weight = streams.reduce((sum, stream) => sum + SHARES[stream.contentType], 0);
  let left = total;
  let weightLeft = weight;
  const shares = new Map<StreamKey, number>();
  for (const stream of streams) {
    const share = SHARES[stream.contentType];
    const count = Math.round((left * share) / weightLeft);
    shares.set(stream, count);
    left -= count;
    weightLeft -= share;
  }
  return shares;
}

/** All streams: every tenant with every content type. */
export function streamsOf(settings: MicrosoftSandboxSettings): StreamKey[] {
  return settings.tenants.flatMap((tenantId) =>
    settings.contentTypes.map((contentType) => ({ tenantId, contentType })),
  );
}

async function supplies(settings: MicrosoftSandboxSettings): Promise<Map<StreamKey, RecordSupply>> {
  const streams = streamsOf(settings);
  if (settings.recordsFile !== undefined) {
    const records = await readRecordsFile(settings.recordsFile);
    return new Map(streams.map((stream) => [stream, fileSupply(records, settings.tenants, stream)]));
  }
  const hours = settings.days * 24;
  const { blobsPerHour, recordsPerBlob } = settings;
  const shares =
    blobsPerHour === undefined
      ? shareOut(settings.records, streams)
      : new Map(streams.map((stream) => [stream, Math.round(hours * blobsPerHour * recordsPerBlob)]));
  return new Map(
    streams.map((stream) => [stream, generatedSupply(settings.seed, stream, shares.get(stream) ?? 0)]),
  );
}

function draftToBlob(filling: Filling, stream: StreamKey, draft: BlobDraft, supply: RecordSupply): void {
  const { keepBodies, clock } = filling.settings;
  const { key, createdMs, lateness, records, oddities, bom } = draft;
  const content = blobContent({ supply, records, oddities, bom }, keepBodies);
  const expiresMs = draft.expired ? clock() - HOUR_MS : undefined;
  filling.store.add(filling.maker.make({ ...stream, key, createdMs, expiresMs, lateness, content }));
}

/** Makes the content that is there at the start. */
export async function fillStore(filling: Filling): Promise<void> {
  const { settings, faults } = filling;
  const now = settings.clock();
  const oldestMs = now - Math.min(settings.days * DAY_MS, OLDEST_MS);
  for (const [stream, supply] of await supplies(settings)) {
    const { seed, recordsPerBlob } = settings;
    const drafts = planStream({
      ...stream,
      seed,
      faults,
      count: supply.count,
      recordsPerBlob,
      oldestMs,
      now,
    });
    for (const draft of drafts) draftToBlob(filling, stream, draft, supply);
  }
}
