import type { Sleep } from '../../lib/abortable-sleep.ts';
import { retryDelayMs } from '../../lib/retry-delay.ts';
import type { ContentBlob } from '../../model/blob.ts';
import type { Window } from '../../model/window.ts';
import { SourceError } from '../source-error.ts';
import { formatApiTime } from './api-time.ts';
import type { ApiClient } from './client.ts';
import { sourceErrors } from './errors.ts';
import { nextPage } from './next-page.ts';
import { parseContentList } from './parse-content-list.ts';

export interface ListOptions {
  readonly client: ApiClient;
  readonly sleep: Sleep;
  readonly random: () => number;
}

interface Page {
  readonly blobs: readonly ContentBlob[];
  readonly next: string | null;
}

/** A page is tried so often before the window is given up: begun anew at each fault, a long list would never end. */
const attempts = 4;
const backoff = { baseMs: 500, maxMs: 10_000 };

/**
 * The content of one window, page by page, in the service's order. Both times are always sent: without them the API
 * picks a window, and its pages disagree on which.
 */
export async function* listContent(
  contentType: string,
  window: Window,
  signal: AbortSignal,
  options: ListOptions,
): AsyncGenerator<readonly ContentBlob[], void, void> {
  const startTime = formatApiTime(window.startMs);
  const endTime = formatApiTime(window.endMs);
  const seen = new Set<string>();
  let url: string | null = options.client.feedUrl('subscriptions/content', {
    contentType,
    startTime,
    endTime,
  });
  while (url !== null) {
    if (seen.has(url)) throw new SourceError(sourceErrors.pageLoop, 'retry', `after ${seen.size} pages`);
    seen.add(url);
    const page: Page = await patientPage(url, signal, options);
    yield page.blobs;
    url = page.next;
  }
}

async function patientPage(url: string, signal: AbortSignal, options: ListOptions): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await options.client.send({ operation: 'list_content', url, signal });
      return { blobs: parseContentList(answer.body), next: nextPage(answer.headers) };
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error;
      // Where the service named a wait, the tenant's pause already holds the next attempt back.
      const named = error.retryAfterMs !== undefined;
      if (!named) await options.sleep(retryDelayMs(attempt, { ...backoff, random: options.random }), signal);
    }
  }
}

/** A page mark that was refused once is refused always: the window must be listed anew. */
function isPassing(error: unknown): error is SourceError {
  return (
    error instanceof SourceError && error.kind === 'retry' && error.code !== sourceErrors.nextPageRefused.code
  );
}
