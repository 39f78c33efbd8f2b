import type { ApiClient } from './client.ts';
import { firstPage, readPage } from './content-page.ts';

/** What one page of the last 24 hours holds. */
export interface RecentContent {
  readonly blobs: number;
  /** There are further pages. */
  readonly more: boolean;
  /** The latest contentCreated on the page; null where it is empty. */
  readonly newestMs: number | null;
}

const dayMs = 24 * 3_600_000;

/** Lists one page of the last 24 hours, with one request and no second attempt. Rejects with a SourceError. */
export async function recentContent(
  client: ApiClient,
  contentType: string,
  signal: AbortSignal,
): Promise<RecentContent> {
  const endMs = client.serviceClock.now();
  const url = firstPage(client, contentType, { startMs: endMs - dayMs, endMs });
  const { blobs, fault, next } = await readPage(client, url, signal);
  if (fault !== null) throw fault;
  const newestMs = blobs.reduce<number | null>(
    (newest, { createdMs }) => Math.max(newest ?? createdMs, createdMs),
    null,
  );
  return { blobs: blobs.length, more: next !== null, newestMs };
}
