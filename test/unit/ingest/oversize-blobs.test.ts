import { expect, it } from 'vitest';
import { createByteBudget } from '../../../src/ingest/byte-budget.ts';
import { deliverBlob } from '../../../src/ingest/deliver-blob.ts';
import { ByteGate } from '../../../src/lib/byte-gate.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';
import type { BlobBody } from '../../../src/model/blob-body.ts';
import { ingestParts, MemorySource } from '../../support/ingest-parts.ts';
import { blob, stream } from '../../support/streams.ts';

const nowMs = Date.UTC(2026, 7, 1);
const mib = 1024 * 1024;
const memoryLimit = 64 * mib;
const tenants = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-2222-3333-4444-555555555555`);
/** What each tenant has for itself, as in the daemon: of one half. */
const share = memoryLimit / 2 / tenants.length;

/** Bytes of each body that is in memory, whole or in part. */
type InMemory = Map<string, number>;

class WatchedBody extends ReceivedBody {
  readonly #onRelease: () => void;

  constructor(bytes: Buffer, onRelease: () => void) {
    super([bytes]);
    this.#onRelease = onRelease;
  }

  override release(): void {
    super.release();
    this.#onRelease();
  }
}

/** A source whose bodies come piece by piece, of a length that nobody announced. */
class SlowSource extends MemorySource {
  readonly #inMemory: InMemory;

  constructor(inMemory: InMemory) {
    super();
    this.#inMemory = inMemory;
  }

  override async fetch(...args: Parameters<MemorySource['fetch']>): Promise<BlobBody> {
    const [{ tenantId }, { contentId }, , onReceived] = args;
    const body = Buffer.from(this.bodies.get(contentId) ?? '');
    const letGo = () => void this.#inMemory.delete(tenantId);
    try {
      for (let bytes = mib; bytes < body.length + mib; bytes += mib) {
        this.#inMemory.set(tenantId, bytes);
        onReceived?.(bytes);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return new WatchedBody(body, letGo);
    } catch (error) {
      letGo();
      throw error;
    }
  }
}

it('one oversize blob at a time is in memory, of however many tenants, though no length was announced', async () => {
  const records = Array.from({ length: 12_000 }, (_, at) => ({ Id: `r${at}`, Text: 'x'.repeat(1000) }));
  const inMemory: InMemory = new Map();
  const oversize = new ByteGate(memoryLimit / 2);
  let most = 0;
  const deliveries = tenants.map((tenantId) => {
    const source = new SlowSource(inMemory);
    const { options, ledger, output } = ingestParts(nowMs, {
      tenantId,
      source,
      streams: [stream('Audit.General', tenantId)],
      budget: createByteBudget(share, oversize),
    });
    const [own] = options.streams;
    if (own === undefined) throw new Error('no stream');
    source.publish(blob('large', nowMs), records);
    ledger.recordListed(own, [blob('large', nowMs)], nowMs);
    output.onWrite = async () => {
      const oversizeOnes = [...inMemory.values()].filter((bytes) => bytes > share);
      most = Math.max(most, oversizeOnes.length);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const [pending] = ledger.dueBlobs([own], nowMs, 1, new Set());
    if (pending === undefined) throw new Error('nothing is pending');
    return deliverBlob(pending, options, new AbortController().signal).then(() => output.documents.size);
  });

  expect(await Promise.all(deliveries)).toEqual(tenants.map(() => records.length));
  expect(most).toBe(1);
  expect(inMemory.size).toBe(0);
});
