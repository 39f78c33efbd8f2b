import type { Client } from '@elastic/elasticsearch';
import type { ElasticsearchEvents } from '../../telemetry/events.ts';
import { type Copy, findCopies } from './find-copies.ts';
import { LookupFailure } from './lookup-failure.ts';
import { removeCopies } from './remove-copies.ts';

/** For whom copies are looked up. */
export interface Search {
  /** Which attempt this is for the documents, from 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** An index that cannot be looked into for so many attempts is left out: new documents must not wait for an old index. */
const PATIENT_ATTEMPTS = 5;

/** Finds the copies of documents in backing indices, and removes all but the oldest of each. */
export class CopySearch {
  readonly #client: Client;
  readonly #events: ElasticsearchEvents;
  readonly #told = new Set<string>();

  constructor(client: Client, events: ElasticsearchEvents) {
    this.#client = client;
    this.#events = events;
  }

  /**
   * The copies of each document that has any, in the order of the indices.
   * @throws LookupFailure
   */
  async find(
    ids: readonly string[],
    indices: readonly string[],
    search: Search,
  ): Promise<ReadonlyMap<string, readonly Copy[]>> {
    if (ids.length === 0) return new Map();
    const distinct = [...new Set(ids)];
    const copies = await Promise.all(indices.map((index) => this.#findIn(index, distinct, search)));
    return Map.groupBy(copies.flat(), ({ id }) => id);
  }

  /**
   * Removes all but the first copy of each document, and tells of it.
   * @returns the index of the one that is kept, by id
   * @throws LookupFailure
   */
  async keepFirst(
    found: ReadonlyMap<string, readonly Copy[]>,
    { signal }: Search,
  ): Promise<ReadonlyMap<string, string>> {
    const younger = [...found.values()].flatMap((copies) => copies.slice(1));
    if (younger.length > 0) {
      const { removed, left, reason } = await removeCopies(this.#client, younger, signal);
      if (removed > 0) this.#events.copiesSettled({ documents: removed, outcome: 'removed', reason: '' });
      if (left > 0) this.#events.copiesSettled({ documents: left, outcome: 'left', reason });
    }
    return new Map([...found].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, first.index]])));
  }

  /** Tells once for each index or data stream. */
  tellRefused(index: string, reason: string): void {
    if (this.#told.has(index)) return;
    this.#told.add(index);
    this.#events.lookupRefused({ index, reason });
  }

  async #findIn(index: string, ids: readonly string[], search: Search): Promise<readonly Copy[]> {
    try {
      return await findCopies(this.#client, index, ids, search.signal);
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error;
      if (!error.lasting && search.attempt <= PATIENT_ATTEMPTS) throw error;
      this.tellRefused(index, error.failure.detail);
      return [];
    }
  }
}
