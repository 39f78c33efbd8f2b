import type { Clock } from '../../lib/clock.ts';
import { errorMessage } from '../../lib/error-message.ts';
import type { ElasticsearchEvents } from '../../telemetry/events.ts';
import type { BulkBatch } from './bulk-batch.ts';
import type { ItemVerdict } from './classify-item.ts';
import type { ClientFailure } from './client-failure.ts';
import { CopySearch } from './copy-search.ts';
import type { BulkItem } from './document-queue.ts';
import { elasticsearchErrors } from './errors.ts';
import { KnownIndices } from './known-indices.ts';
import { LookupFailure } from './lookup-failure.ts';
import { type SendOptions, sendBatch } from './send-batch.ts';

export interface WriteOnceOptions extends SendOptions {
  readonly clock: Clock;
  readonly events: ElasticsearchEvents;
}

/**
 * What became of the documents of a batch; `verdicts` are in the order of its items. lookup_failed: it is not known where records
 * stand; the batch is sent again like after a failed request, but the failure says nothing about its documents.
 */
export type OnceAnswer =
  | { readonly kind: 'answered'; readonly verdicts: readonly (ItemVerdict | undefined)[] }
  | { readonly kind: 'failed' | 'lookup_failed'; readonly failure: ClientFailure };

const DUPLICATE: ItemVerdict = { kind: 'duplicate' };

/**
 * Sends batches so that a record stands once in its data stream. `_id` is unique within one backing index only, so that after a
 * rollover a record that comes again would stand there twice.
 *
 * Before a batch is sent, its ids are looked up in the earlier backing indices of the last days; what stands there is a duplicate.
 * Without a rollover in these days there are none, and this costs nothing.
 *
 * A rollover can also happen between look-up and write, or between two writes of one record that are under way together. It shows
 * in the answer, which names the index of each document. What was created is then looked up in the indices that were not looked
 * into before, and of several copies all but the one in the oldest index are removed, each only in the version that was seen.
 * Two writes that meet both do so; since both keep the oldest, the last copy never goes. A look-up before a write that finds
 * copies does the same with the write index: what a process left behind that was killed between write and review is
 * put right when the ledger gives out its blob again.
 *
 * What remains: a request that the cluster still works on after the connection was given up, across a rollover.
 */
export class WriteOnce {
  readonly #options: WriteOnceOptions;
  readonly #search: CopySearch;
  readonly #known: KnownIndices;

  constructor(options: WriteOnceOptions) {
    const { client, clock, events } = options;
    this.#options = options;
    this.#search = new CopySearch(client, events);
    this.#known = new KnownIndices(client, clock, (name, why) => this.#search.tellRefused(name, why));
  }

  /** Never rejects. */
  async send(batch: BulkBatch): Promise<OnceAnswer> {
    try {
      return await this.#send(batch);
    } catch (error) {
      const failure =
        error instanceof LookupFailure
          ? error.failure
          : { row: elasticsearchErrors.badAnswer, detail: errorMessage(error) };
      return { kind: 'lookup_failed', failure };
    }
  }

  async #send(batch: BulkBatch): Promise<OnceAnswer> {
    const verdicts = new Map<BulkItem, ItemVerdict | undefined>();
    const lookedInto = new Set<string>();
    for (const [dataStream, items] of byDataStream(batch.items)) {
      await this.#known.ask(dataStream, batch.attempt > 1, batch.signal);
      const earlier = this.#known.earlier(dataStream);
      for (const index of earlier) lookedInto.add(index);
      const found = await this.#standing(dataStream, items.map(idOf), earlier, batch);
      for (const item of items) if (found.has(idOf(item))) verdicts.set(item, DUPLICATE);
    }
    const fresh = batch.items.filter((item) => !verdicts.has(item));
    if (fresh.length > 0) {
      const answer = await sendBatch(fresh, this.#options, batch.signal);
      if (answer.kind === 'failed') return answer;
      const writtenTo = new Map<BulkItem, string>();
      for (const [at, item] of fresh.entries()) {
        const verdict = answer.verdicts[at];
        verdicts.set(item, verdict);
        const index = answer.indices[at];
        if (verdict?.kind === 'indexed' && index !== undefined) writtenTo.set(item, index);
      }
      for (const item of await this.#review(writtenTo, lookedInto, batch)) verdicts.set(item, DUPLICATE);
    }
    return { kind: 'answered', verdicts: batch.items.map((item) => verdicts.get(item)) };
  }

  /** Looks up documents before they are written; returns the ids of those that stand in an earlier index. */
  async #standing(
    dataStream: string,
    ids: readonly string[],
    earlier: readonly string[],
    batch: BulkBatch,
  ): Promise<ReadonlySet<string>> {
    const found = await this.#search.find(ids, earlier, batch);
    const later = this.#known.recent(dataStream).filter((name) => !earlier.includes(name));
    const younger = await this.#search.find([...found.keys()], later, batch);
    const copies = [...found].map(([id, older]) => [id, [...older, ...(younger.get(id) ?? [])]] as const);
    await this.#search.keepFirst(new Map(copies), batch);
    return new Set(found.keys());
  }

  /** Looks up what was created in the indices that were not looked into before; returns what stood there. */
  async #review(
    writtenTo: ReadonlyMap<BulkItem, string>,
    lookedInto: ReadonlySet<string>,
    batch: BulkBatch,
  ): Promise<readonly BulkItem[]> {
    const twice: BulkItem[] = [];
    for (const [dataStream, items] of byDataStream([...writtenTo.keys()])) {
      const byIndex = Map.groupBy(items, (item) => writtenTo.get(item) ?? '');
      await this.#known.observe(dataStream, new Set(byIndex.keys()), batch.signal);
      const all = this.#known.recent(dataStream);
      for (const [index, created] of byIndex) {
        // Of a request whose answer was lost, documents may have arrived since they were looked up.
        const others = all.filter((name) => name !== index && (batch.attempt > 1 || !lookedInto.has(name)));
        if (!all.includes(index) || others.length === 0) continue;
        const met = await this.#search.find(created.map(idOf), others, batch);
        const copies = await this.#search.find([...met.keys()], all, batch);
        const kept = await this.#search.keepFirst(copies, batch);
        twice.push(...created.filter((item) => (kept.get(idOf(item)) ?? index) !== index));
      }
    }
    return twice;
  }
}

function byDataStream(items: readonly BulkItem[]): ReadonlyMap<string, BulkItem[]> {
  return Map.groupBy(items, ({ document }) => document.dataStream);
}

function idOf({ document }: BulkItem): string {
  return document.id;
}
