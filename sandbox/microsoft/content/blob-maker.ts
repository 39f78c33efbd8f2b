import type { ContentType } from '../content-types.ts';
import { contentIdFor } from './content-id.ts';
import type { BlobContent, Lateness, StoredBlob } from './stored-blob.ts';

const DAY_MS = 86_400_000;

export interface BlobOrder {
  readonly tenantId: string;
  readonly contentType: ContentType;
  readonly key: string;
  readonly createdMs: number;
  /** Default: contentCreated and the days that content can be fetched. */
  readonly expiresMs?: number | undefined;
  readonly lateness?: Lateness | undefined;
  readonly content: BlobContent;
}

/** Makes blobs with contentIds that are unique in one sandbox. */
export class BlobMaker {
  readonly #expirationMs: number;
  #made = 0;

  constructor(expirationDays: number) {
    this.#expirationMs = expirationDays * DAY_MS;
  }

  make(order: BlobOrder): StoredBlob {
    this.#made += 1;
    return {
      tenantId: order.tenantId,
      contentType: order.contentType,
      contentId: contentIdFor(order.contentType, order.createdMs, this.#made),
      key: order.key,
      createdMs: order.createdMs,
      expiresMs: order.expiresMs ?? order.createdMs + this.#expirationMs,
      lateness: order.lateness,
      content: order.content,
      account: { listed: 0, requests: 0, fetched: 0 },
    };
  }
}
