import type { Sleep } from '../../lib/abortable-sleep.ts';
import { retryDelayMs } from '../../lib/retry-delay.ts';
import type { ContentBlob } from '../../model/blob.ts';
import type { Window } from '../../model/window.ts';
import { SourceError } from '../source-error.ts';
import { formatApiTime } from './api-time.ts';
import type { ApiClient } from './client.ts';
import { sourceErrors } from './errors.ts';
import { nextPage } from './next-page.ts';
import { type ListedBlobs, parseContentList } from './parse-content-list.ts';

export interface ListOptions {
  readonly client: ApiClient;
  readonly sleep: Sleep;
  readonly random: () => number;
}

interface Page extends ListedBlobs {
  readonly next: string | null;
}

/** A page is tried so often before the window is given up: begun anew at each fault, a long list would never end. */
const attempts = 4;
/** Answers that only ask to wait say nothing about the page; they end its attempts only when they never stop. */
const throttledAttempts = 120;
const backoff = { baseMs: 500, maxMs: 10_000 };
/** So many pages in a row with nothing but what was on the pages before are no way forward. */
const mostStalePages = 50;

/**
 * The content of one window, page by page, in the service's order. Both times are always sent: without them the API
 * picks a window, and its pages disagree on which. Items that cannot be used keep no others back: it throws for them after
 * the last page.
 */
export async function* listContent(
  contentType: string,
  window: Window,
  signal: AbortSignal,
  options: ListOptions,
): AsyncGenerator<readonly ContentBlob[], void, void> {
  const startTime = formatApiTime(window.startMs);
  const endTime = formatApiTime(window.endMs);
  const seen = new PagesSeen();
  let url: string | null = options.client.feedUrl('subscriptions/content', {
    contentType,
    startTime,
    endTime,
  });
  let fault: SourceError | null = null;
  while (url !== null) {
    seen.begin(url);
    const page: Page = await patientPage(url, signal, options);
    seen.end(page.blobs);
    fault ??= page.fault;
    yield page.blobs;
    url = page.next;
  }
  if (fault !== null) throw fault;
}

/** Notices pages that lead back to one another, or on and on without anything new. */
class PagesSeen {
  readonly #urls = new Set<string>();
  readonly #contentIds = new Set<string>();
  #stale = 0;

  /** @throws SourceError SOURCE_PAGE_LOOP */
  begin(url: string): void {
    if (this.#urls.has(url) || this.#stale > mostStalePages) {
      throw new SourceError(sourceErrors.pageLoop, 'retry', `after ${this.#urls.size} pages`);
    }
    this.#urls.add(url);
  }

  end(blobs: readonly ContentBlob[]): void {
    const before = this.#contentIds.size;
    for (const { contentId } of blobs) this.#contentIds.add(contentId);
    this.#stale = this.#contentIds.size > before ? 0 : this.#stale + 1;
  }
}

async function patientPage(url: string, signal: AbortSignal, options: ListOptions): Promise<Page> {
  let failures = 0;
  let throttled = 0;
  for (;;) {
    try {
      const answer = await options.client.send({ operation: 'list_content', url, signal });
      // "No content" says so by its status. A 200 without a body says nothing: it may have been lost on the way.
      const listed = answer.status === 204 ? { blobs: [], fault: null } : parseContentList(answer.body);
      if (listed.fault !== null && failures < attempts - 1) throw listed.fault;
      return { ...listed, next: nextPage(answer.headers) };
    } catch (error) {
      if (!isPassing(error)) throw error;
      // Where the service named a wait, the tenant's pause already holds the next attempt back.
      const named = error.retryAfterMs !== undefined;
      if (named) throttled += 1;
      else failures += 1;
      if (failures === attempts || throttled === throttledAttempts) throw error;
      if (!named) await options.sleep(retryDelayMs(failures, { ...backoff, random: options.random }), signal);
    }
  }
}

/** A page mark that was refused once is refused always: the window must be listed anew. */
function isPassing(error: unknown): error is SourceError {
  return (
    error instanceof SourceError && error.kind === 'retry' && error.code !== sourceErrors.nextPageRefused.code
  );
}
