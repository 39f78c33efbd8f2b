import type { Sleep } from '../../../src/lib/abortable-sleep.ts';
import { generatedSupply } from '../records/generated-supply.ts';
import { blobContent } from './blob-content.ts';
import { type Filling, streamsOf } from './fill-store.ts';

/** Records of live blobs are numbered from here on, so that none meets one of the start. */
const FIRST_LIVE_RECORD = 1_000_000_000;

/** Adds one new blob to every stream, created now. */
function publishOnce({ settings, store, maker }: Filling, round: number): void {
  const createdMs = settings.clock();
  for (const stream of streamsOf(settings)) {
    const supply = generatedSupply(settings.seed, stream, 0);
    const first = FIRST_LIVE_RECORD + round * settings.recordsPerBlob;
    const records = Array.from({ length: settings.recordsPerBlob }, (_, i) => ({
      index: first + i,
      createdMs,
    }));
    const content = blobContent({ supply, records, oddities: [], bom: false }, settings.keepBodies);
    const key = `${stream.tenantId}/${stream.contentType}/live-${round}`;
    store.add(maker.make({ ...stream, key, createdMs, content }));
  }
}

/** Publishes new blobs at the interval until the signal aborts; rejects then with its reason. */
export async function publishLive(filling: Filling, sleep: Sleep, signal: AbortSignal): Promise<never> {
  for (let round = 0; ; round += 1) {
    await sleep(filling.settings.liveIntervalSeconds * 1000, signal);
    publishOnce(filling, round);
  }
}
