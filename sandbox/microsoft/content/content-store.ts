import type { StoredBlob } from './stored-blob.ts';

/** The blobs of one stream whose contentCreated lies in [startMs, endMs). */
export interface ListingRange {
  readonly tenantId: string;
  readonly contentType: string;
  readonly startMs: number;
  readonly endMs: number;
}

interface StreamContent {
  /** In the order in which they became available, which is the order of listings. */
  readonly published: StoredBlob[];
  /** Late ones, with the number of listings that could have named them. */
  readonly waiting: Map<StoredBlob, number>;
}

function covers(range: ListingRange, blob: StoredBlob): boolean {
  return blob.createdMs >= range.startMs && blob.createdMs < range.endMs;
}

/** All blobs, and which of them a listing shows. */
export class ContentStore {
  readonly #streams = new Map<string, StreamContent>();
  readonly #byId = new Map<string, StoredBlob>();

  add(blob: StoredBlob): void {
    const stream = this.#stream(blob.tenantId, blob.contentType);
    if (blob.lateness === undefined) stream.published.push(blob);
    else stream.waiting.set(blob, 0);
    this.#byId.set(`${blob.tenantId}/${blob.contentId}`, blob);
  }

  /** Tells that a listing begins; late blobs whose time has come take their place at the end. */
  beginListing(range: ListingRange, now: number): void {
    const stream = this.#stream(range.tenantId, range.contentType);
    for (const [blob, missed] of stream.waiting) {
      const { listings = 0, untilMs = 0 } = blob.lateness ?? {};
      if (!covers(range, blob)) continue;
      if (missed < listings || now < untilMs) {
        stream.waiting.set(blob, missed + 1);
        continue;
      }
      stream.waiting.delete(blob);
      stream.published.push(blob);
    }
  }

  /** What is to be seen of a range, in the order of availability. New blobs come only at the end. */
  listing(range: ListingRange): readonly StoredBlob[] {
    return this.#stream(range.tenantId, range.contentType).published.filter((blob) => covers(range, blob));
  }

  /** What a listing of this range should not show: the other blobs of its stream. */
  outside(range: ListingRange): readonly StoredBlob[] {
    return this.#stream(range.tenantId, range.contentType).published.filter((blob) => !covers(range, blob));
  }

  find(tenantId: string, contentId: string): StoredBlob | undefined {
    return this.#byId.get(`${tenantId}/${contentId}`);
  }

  all(): Iterable<StoredBlob> {
    return this.#byId.values();
  }

  #stream(tenantId: string, contentType: string): StreamContent {
    const key = `${tenantId}/${contentType}`;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const fresh = { published: [], waiting: new Map() };
    this.#streams.set(key, fresh);
    return fresh;
  }
}
