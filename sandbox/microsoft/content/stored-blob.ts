import type { ContentType } from '../content-types.ts';

/** What a blob holds; made when it is asked for. */
export interface BlobContent {
  /** The Id of each of its records that has one, repeated records too. */
  ids(): readonly string[];
  /** The body as the service would send it. */
  body(): string | Buffer;
}

/** When a blob appears in listings, for one that is not there from the beginning. */
export interface Lateness {
  /** It misses from so many listings that cover its time. */
  readonly listings?: number;
  /** It misses until then, epoch milliseconds. */
  readonly untilMs?: number;
}

/** What became of a blob. */
export interface BlobAccount {
  /** Listings it was in. */
  listed: number;
  /** Requests for it. */
  requests: number;
  /** Good answers that were sent to the last byte. */
  fetched: number;
}

export interface StoredBlob {
  readonly tenantId: string;
  readonly contentType: ContentType;
  readonly contentId: string;
  /** The same in every run with the same seed, unlike the contentId, which holds the time. */
  readonly key: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly lateness: Lateness | undefined;
  readonly content: BlobContent;
  readonly account: BlobAccount;
}
