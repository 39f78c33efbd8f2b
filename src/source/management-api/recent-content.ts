import { formatApiTime } from './api-time.ts';
import type { ApiClient } from './client.ts';
import { nextPage } from './next-page.ts';
import { parseContentList } from './parse-content-list.ts';

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
  const nowMs = client.serviceClock.now();
  const startTime = formatApiTime(nowMs - dayMs);
  const endTime = formatApiTime(nowMs);
  const url = client.feedUrl('subscriptions/content', { contentType, startTime, endTime });
  const answer = await client.send({ operation: 'list_content', url, signal });
  const { blobs, fault } = parseContentList(answer.body);
  if (fault !== null) throw fault;
  const newestMs = blobs.length === 0 ? null : Math.max(...blobs.map((blob) => blob.createdMs));
  return { blobs: blobs.length, more: nextPage(answer.headers) !== null, newestMs };
}
