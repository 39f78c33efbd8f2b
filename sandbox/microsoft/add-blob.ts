import { CodedError } from '../../src/lib/coded-error.ts';
import type { BlobMaker } from './content/blob-maker.ts';
import type { ContentStore } from './content/content-store.ts';
import type { BlobContent, Lateness, StoredBlob } from './content/stored-blob.ts';
import { findContentType } from './content-types.ts';
import { SANDBOX_ERRORS } from './errors.ts';

/** A blob that a test adds by hand. */
export interface NewBlob {
  readonly contentType: string;
  /** Default: the first tenant. */
  readonly tenant?: string;
  /** The elements of the array, anything that JSON can hold. */
  readonly records?: readonly unknown[];
  /** The body to the byte, instead of `records`. */
  readonly body?: string | Buffer;
  /** contentCreated, epoch milliseconds. Default: now. */
  readonly createdMs?: number;
  /** contentExpiration, epoch milliseconds. */
  readonly expiresMs?: number;
  /** When it appears in listings. Default: at once. */
  readonly lateness?: Lateness;
}

function idOf(record: unknown): string[] {
  if (typeof record !== 'object' || record === null || !('Id' in record)) return [];
  return typeof record.Id === 'string' ? [record.Id] : [];
}

function contentOf({ records = [], body }: NewBlob): BlobContent {
  const made = body ?? JSON.stringify(records);
  const ids = records.flatMap(idOf);
  return { ids: () => ids, body: () => made };
}

/**
 * Puts one more blob into the store.
 * @throws CodedError SANDBOX_BAD_OPTION when there is no such content type
 */
export function addBlob(
  blob: NewBlob,
  into: {
    readonly store: ContentStore;
    readonly maker: BlobMaker;
    readonly tenants: readonly string[];
    readonly now: number;
  },
): StoredBlob {
  const contentType = findContentType(blob.contentType);
  const tenantId = (blob.tenant ?? into.tenants[0])?.toLowerCase();
  if (contentType === undefined || tenantId === undefined) {
    throw new CodedError(SANDBOX_ERRORS.badOption, `there is no content type ${blob.contentType}`);
  }
  const stored = into.maker.make({
    tenantId,
    contentType,
    key: `${tenantId}/${contentType}/added-${[...into.store.all()].length}`,
    createdMs: blob.createdMs ?? into.now,
    expiresMs: blob.expiresMs,
    lateness: blob.lateness,
    content: contentOf(blob),
  });
  into.store.add(stored);
  return stored;
}
