import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '../../lib/clock.ts';
import { type BackingIndex, readBackingIndices, recentIndices } from './backing-indices.ts';
import { askForLookup, LookupFailure } from './lookup-failure.ts';

interface KnownStream {
  indices: readonly BackingIndex[];
  /** The index that documents were last seen to go to; undefined before the first answer. */
  writeIndex: string | undefined;
  /** Where documents went that an ingest pipeline sent to another data stream. */
  readonly elsewhere: Set<string>;
  /** Number of the question that `indices` answers; the answer to an earlier one that comes late is not taken. */
  answered: number;
}

/**
 * The backing indices of the data streams that are written to. Asks the cluster once for each data stream, and again when an
 * answer names an index that is not known, which is how a rollover shows.
 */
export class KnownIndices {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #onRefused: (index: string, reason: string) => void;
  readonly #streams = new Map<string, KnownStream>();
  #questions = 0;

  constructor(client: Client, clock: Clock, onRefused: (index: string, reason: string) => void) {
    this.#client = client;
    this.#clock = clock;
    this.#onRefused = onRefused;
  }

  /**
   * Asks for the backing indices, unless they are known.
   * @param again asks in any case
   * @throws LookupFailure
   */
  async ask(dataStream: string, again: boolean, signal: AbortSignal): Promise<void> {
    if (again || !this.#streams.has(dataStream)) await this.#ask(dataStream, signal);
  }

  /** Where a record may stand already, oldest first. */
  recent(dataStream: string): readonly string[] {
    return recentIndices(this.#known(dataStream).indices, this.#clock());
  }

  /** Those of them that are not written to any more. */
  earlier(dataStream: string): readonly string[] {
    const { indices, writeIndex = indices.at(-1)?.name } = this.#known(dataStream);
    return this.recent(dataStream).filter((name) => name !== writeIndex);
  }

  /**
   * Learns from the answer to a request which indices its documents went to.
   * @throws LookupFailure
   */
  async observe(dataStream: string, names: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const isKnown = (name: string): boolean => {
      const { indices, elsewhere } = this.#known(dataStream);
      return elsewhere.has(name) || indices.some((index) => index.name === name);
    };
    if (![...names].every(isKnown)) await this.#ask(dataStream, signal);
    for (const name of names) if (!isKnown(name)) this.#add(dataStream, name);
    const stream = this.#known(dataStream);
    // Answers may come in another order than their requests: the write index never becomes an older one.
    const seen = ({ name }: BackingIndex): boolean => names.has(name) || name === stream.writeIndex;
    stream.writeIndex = stream.indices.findLast(seen)?.name;
  }

  #known(dataStream: string): KnownStream {
    const known = this.#streams.get(dataStream);
    if (known !== undefined) return known;
    const added: KnownStream = { indices: [], writeIndex: undefined, elsewhere: new Set(), answered: 0 };
    this.#streams.set(dataStream, added);
    return added;
  }

  async #ask(dataStream: string, signal: AbortSignal): Promise<void> {
    this.#questions += 1;
    const question = this.#questions;
    const found = await this.#backingIndices(dataStream, signal);
    const stream = this.#known(dataStream);
    if (found === undefined || question < stream.answered) return;
    stream.answered = question;
    stream.indices = found;
    // Which index is written to is known only from an answer; until then it is taken to be the newest.
    if (found.at(-1)?.name !== stream.writeIndex) stream.writeIndex = undefined;
  }

  /** Undefined where the cluster does not tell. */
  async #backingIndices(
    dataStream: string,
    signal: AbortSignal,
  ): Promise<readonly BackingIndex[] | undefined> {
    try {
      const request = { index: dataStream, name: 'index.creation_date' };
      return readBackingIndices(
        await askForLookup(signal, () => this.#client.indices.getSettings(request, { signal })),
      );
    } catch (error) {
      if (!(error instanceof LookupFailure) || !error.lasting) throw error;
      // 404: there is no such data stream yet, or no more.
      if (error.failure.status === 404) return [];
      this.#onRefused(dataStream, error.failure.detail);
      return undefined;
    }
  }

  /** An index that the cluster does not tell of: without the privilege to ask, the order of appearance has to do. */
  #add(dataStream: string, name: string): void {
    const stream = this.#known(dataStream);
    if (name.startsWith(`.ds-${dataStream}-`)) {
      stream.indices = [...stream.indices, { name, createdMs: this.#clock() }];
    } else {
      stream.elsewhere.add(name);
    }
  }
}
