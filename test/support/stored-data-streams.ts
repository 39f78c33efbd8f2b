import { isJsonObject } from '../../src/lib/json-object.ts';

interface StoredIndex {
  readonly name: string;
  readonly createdMs: number;
  readonly documents: Map<string, { readonly source: string; readonly seqNo: number }>;
}

export interface CreateResult {
  readonly _index: string;
  readonly status: number;
  readonly error?: unknown;
}

/** Data streams and their backing indices, with the part of Elasticsearch's behaviour that an `_id` depends on. */
export class StoredDataStreams {
  readonly #streams = new Map<string, StoredIndex[]>();
  #seqNo = 0;

  /** Starts a new backing index. */
  rollover(dataStream: string, createdMs: number): string {
    const indices = this.#streams.get(dataStream) ?? [];
    const name = `.ds-${dataStream}-${String(indices.length + 1).padStart(6, '0')}`;
    this.#streams.set(dataStream, [...indices, { name, createdMs, documents: new Map() }]);
    return name;
  }

  /** What becomes of a `create` action. */
  create(dataStream: string, id: string, source: string): CreateResult {
    const index = this.#streams.get(dataStream)?.at(-1)?.name ?? this.rollover(dataStream, 0);
    return this.createIn(index, id, source);
  }

  /** As for a request that found its index before a rollover. */
  createIn(name: string, id: string, source: string): CreateResult {
    const documents = this.#index(name)?.documents;
    if (documents?.has(id)) {
      return { _index: name, status: 409, error: { type: 'version_conflict_engine_exception', reason: id } };
    }
    this.#seqNo += 1;
    documents?.set(id, { source, seqNo: this.#seqNo });
    return { _index: name, status: 201 };
  }

  /** The item of a bulk answer to a `delete` action on a backing index. */
  delete(action: unknown): unknown {
    const { _index: name, _id: id, if_seq_no: seqNo } = isJsonObject(action) ? action : {};
    const index = this.#index(String(name));
    const found = index?.documents.get(String(id));
    if (found === undefined) return { delete: { status: 404 } };
    if (found.seqNo !== seqNo) return { delete: { status: 409, error: { type: 'version_conflict' } } };
    index?.documents.delete(String(id));
    return { delete: { status: 200 } };
  }

  /** The answer to `_settings/index.creation_date`. */
  settings(dataStream: string): unknown {
    const indices = this.#streams.get(dataStream);
    if (indices === undefined) return undefined;
    return Object.fromEntries(
      indices.map(({ name, createdMs }) => [
        name,
        { settings: { index: { creation_date: String(createdMs) } } },
      ]),
    );
  }

  /** The answer to `_mget` on a backing index. */
  multiGet(name: string, ids: readonly unknown[]): unknown {
    const index = this.#index(name);
    const docs = ids.map((id) => {
      if (index === undefined) return { _id: id, error: { type: 'index_not_found_exception', reason: name } };
      const found = index.documents.get(String(id));
      if (found === undefined) return { _id: id, found: false };
      return { _id: id, found: true, _seq_no: found.seqNo, _primary_term: 1 };
    });
    return { docs };
  }

  /** Every document of every index: id and text, copies twice. */
  get all(): readonly (readonly [string, string])[] {
    const indices = [...this.#streams.values()].flat();
    return indices.flatMap(({ documents }) =>
      Array.from(documents, ([id, { source }]) => [id, source] as const),
    );
  }

  #index(name: string): StoredIndex | undefined {
    return [...this.#streams.values()].flat().find((index) => index.name === name);
  }
}
