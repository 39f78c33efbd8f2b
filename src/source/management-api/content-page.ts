import type { Window } from '../../model/window.ts';
import { formatApiTime } from './api-time.ts';
import type { ApiClient } from './client.ts';
import { nextPage } from './next-page.ts';
import { type ListedBlobs, parseContentList } from './parse-content-list.ts';

/** One page of a content list. */
export interface ContentPage extends ListedBlobs {
  /** The address of the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * The address of the first page of a window's content list. Both times are always sent: without them the API picks a
 * window, and its pages disagree on which.
 */
export function firstPage(client: ApiClient, contentType: string, { startMs, endMs }: Window): string {
  const [startTime, endTime] = [formatApiTime(startMs), formatApiTime(endMs)];
  return client.feedUrl('subscriptions/content', { contentType, startTime, endTime });
}

/**
 * Asks for one page, once.
 * @throws SourceError, or the signal's reason
 */
export async function readPage(client: ApiClient, url: string, signal: AbortSignal): Promise<ContentPage> {
  const answer = await client.send({ operation: 'list_content', url, signal });
  // "No content" says so by its status. A 200 without a body says nothing: it may have been lost on the way.
  const listed = answer.status === 204 ? { blobs: [], fault: null } : parseContentList(answer.body);
  return { ...listed, next: nextPage(answer.headers) };
}
