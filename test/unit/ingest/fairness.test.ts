import { describe, expect, it } from 'vitest';
import { ingestForever } from '../../../src/ingest/tenant-ingestion.ts';
import { abortableSleep } from '../../../src/lib/abortable-sleep.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';
import type { ContentBlob } from '../../../src/model/blob.ts';
import type { BlobBody } from '../../../src/model/blob-body.ts';
import { ingestParts, MemoryOutput, MemorySource } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';
import { waitUntil } from '../../support/wait-until.ts';

const hour = 3_600_000;
const backlog = 100_000;
/** What may be delivered of a backlog while a fresh blob is listed, waits for its turn and is written. */
const overtaken = 3_000;

/** A source with a long list of old blobs besides; each fetch takes a turn of the event loop. */
class BusySource extends MemorySource {
  readonly #old: readonly ContentBlob[];

  constructor(old: readonly ContentBlob[]) {
    super();
    this.#old = old;
    this.onFetch = () => new Promise((resolve) => setImmediate(resolve));
  }

  override async *list(...args: Parameters<MemorySource['list']>): AsyncGenerator<readonly ContentBlob[]> {
    const [, { startMs, endMs }] = args;
    yield this.#old.filter(({ createdMs }) => createdMs >= startMs && createdMs < endMs);
    yield* super.list(...args);
  }

  override async fetch(...args: Parameters<MemorySource['fetch']>): Promise<BlobBody> {
    const [, { contentId }] = args;
    await super.fetch(...args);
    const body = this.bodies.get(contentId) ?? JSON.stringify([{ Id: contentId }]);
    return new ReceivedBody([Buffer.from(body)]);
  }
}

describe('one tenant with a backlog of 100,000 blobs', () => {
  it('holds up neither another tenant, nor its own fresh content', async () => {
    const stop = new AbortController();
    const output = new MemoryOutput();
    const nowMs = Date.now();
    const old = Array.from({ length: backlog }, (_, i) => blob(`old-${i}`, nowMs - 48 * hour + i));
    const daemon = { output, clock: Date.now, sleep: abortableSleep, intervalMs: 100 } as const;
    const busySource = new BusySource(old);
    const busy = ingestParts(nowMs, { ...daemon, source: busySource });
    const other = 'bbbbbbbb-2222-3333-4444-555555555555';
    const calm = ingestParts(nowMs, {
      ...daemon,
      tenantId: other,
      streams: [stream('Audit.General', other)],
    });
    const running = Promise.all(
      [busy, calm].map(({ options }) =>
        ingestForever(options, { stopping: stop.signal, abort: stop.signal }),
      ),
    );
    await waitUntil('the backlog is being delivered', () => output.documents.size > 100);

    const before = output.documents.size;
    calm.source.publish(blob('calm', Date.now() - 2_000), [{ Id: 'calm' }]);
    busySource.publish(blob('fresh', Date.now() - 2_000), [{ Id: 'fresh' }]);
    await waitUntil('both fresh blobs were delivered', () =>
      ['calm', 'fresh'].every((id) => output.documents.has(id)),
    );
    stop.abort(new Error('enough'));
    await running;

    const order = [...output.documents.keys()];
    expect(order.indexOf('calm') - before).toBeLessThan(overtaken);
    expect(order.indexOf('fresh') - before).toBeLessThan(overtaken);
    expect(order.length).toBeLessThan(backlog);
  });
});
