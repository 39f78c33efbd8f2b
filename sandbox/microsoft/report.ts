import type { StoredBlob } from './content/stored-blob.ts';
import type { ContentType } from './content-types.ts';
import type { OperationCount } from './request-log.ts';
import type { Violation } from './violations.ts';

/** What became of one blob. Times in epoch milliseconds. */
export interface BlobReport {
  readonly tenant: string;
  readonly contentType: ContentType;
  readonly contentId: string;
  readonly createdMs: number;
  /** Its contentExpiration is past. */
  readonly expired: boolean;
  /** Listings that named it. */
  readonly listed: number;
  /** Requests for it. */
  readonly requests: number;
  /** Good answers that were sent to the last byte. */
  readonly fetched: number;
  /** The Ids of its records, repeated ones too. */
  readonly ids: readonly string[];
}

/** Blobs and records counted; a blob counts once. */
export interface ContentCounts {
  readonly blobs: number;
  readonly listed: number;
  readonly fetched: number;
  readonly neverListed: number;
  readonly neverFetched: number;
  /** Fetched completely more than once. */
  readonly fetchedAgain: number;
  readonly expired: number;
  /** Different records, by Id. */
  readonly records: number;
  /** Different records that at least one complete fetch has handed over. */
  readonly recordsServed: number;
}

export interface StreamReport extends ContentCounts {
  readonly tenant: string;
  readonly contentType: ContentType;
}

/** The sandbox's account of what it served. */
export interface SandboxReport {
  readonly seed: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly streams: readonly StreamReport[];
  readonly totals: ContentCounts;
  /** By operation: requests, and their answers by status and by error code. */
  readonly requests: Readonly<Record<string, OperationCount>>;
  readonly violations: readonly Violation[];
  /** Strikes by fault. */
  readonly faults: Readonly<Record<string, number>>;
  readonly tokensIssued: number;
  /** Requests to the host that nobody should follow a link to. */
  readonly trap: { readonly requests: number; readonly withToken: number };
}

export function blobReport(blob: StoredBlob, now: number): BlobReport {
  return {
    tenant: blob.tenantId,
    contentType: blob.contentType,
    contentId: blob.contentId,
    createdMs: blob.createdMs,
    expired: blob.expiresMs <= now,
    ...blob.account,
    ids: blob.content.ids(),
  };
}

/** Adds up any set of blobs. */
export function countContent(blobs: readonly BlobReport[]): ContentCounts {
  const count = (is: (blob: BlobReport) => boolean): number => blobs.filter(is).length;
  const fetched = blobs.filter((blob) => blob.fetched > 0);
  return {
    blobs: blobs.length,
    listed: count((blob) => blob.listed > 0),
    fetched: fetched.length,
    neverListed: count((blob) => blob.listed === 0),
    neverFetched: blobs.length - fetched.length,
    fetchedAgain: count((blob) => blob.fetched > 1),
    expired: count((blob) => blob.expired),
    records: new Set(blobs.flatMap(({ ids }) => ids)).size,
    recordsServed: new Set(fetched.flatMap(({ ids }) => ids)).size,
  };
}

/** The blobs of each stream added up, in the order in which the streams come. */
export function countStreams(blobs: readonly BlobReport[]): StreamReport[] {
  const streams = Map.groupBy(blobs, ({ tenant, contentType }) => `${tenant}/${contentType}`);
  return [...streams.values()].flatMap((own) =>
    own.slice(0, 1).map(({ tenant, contentType }) => ({ tenant, contentType, ...countContent(own) })),
  );
}
