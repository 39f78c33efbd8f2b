import { AuthError } from '../../auth/auth-error.ts';
import type { Sleep } from '../../lib/abortable-sleep.ts';
import { retryDelayMs } from '../../lib/retry-delay.ts';
import type { ContentBlob } from '../../model/blob.ts';
import type { Window } from '../../model/window.ts';
import { SourceError } from '../source-error.ts';
import type { ApiClient } from './client.ts';
import { type ContentPage, firstPage, readPage } from './content-page.ts';
import { sourceErrors } from './errors.ts';

export interface ListOptions {
  readonly client: ApiClient;
  readonly sleep: Sleep;
  readonly random: () => number;
}

/** A page is tried so often before the window is given up: begun anew at each fault, a long list would never end. */
const attempts = 4;
/** Answers that only ask to wait say nothing about the page; they end its attempts only when they never stop. */
const throttledAttempts = 120;
const backoff = { baseMs: 500, maxMs: 10_000 };
/** So many pages in a row with nothing but what was on the pages before are no way forward. */
const mostStalePages = 50;

/**
 * The content of one window, page by page, in the service's order. Items that cannot be used keep no others back: it
 * throws for them after the last page.
 */
export async function* listContent(
  contentType: string,
  window: Window,
  signal: AbortSignal,
  options: ListOptions,
): AsyncGenerator<readonly ContentBlob[], void, void> {
  const seen = new PagesSeen();
  let url: string | null = firstPage(options.client, contentType, window);
  let fault: SourceError | null = null;
  while (url !== null) {
    seen.begin(url);
    const page: ContentPage = await patientPage(url, signal, options);
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

async function patientPage(url: string, signal: AbortSignal, options: ListOptions): Promise<ContentPage> {
  let failures = 0;
  let throttled = 0;
  for (;;) {
    try {
      const page = await readPage(options.client, url, signal);
      if (page.fault !== null && failures < attempts - 1) throw page.fault;
      return page;
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

/**
 * A page mark that was refused once is refused always: the window must be listed anew. A wait that the login host asks for
 * holds no request back: who lists the window waits for it.
 */
function isPassing(error: unknown): error is SourceError {
  if (!(error instanceof SourceError) || error.kind !== 'retry') return false;
  const isLoginWait = error.retryAfterMs !== undefined && error.cause instanceof AuthError;
  return !isLoginWait && error.code !== sourceErrors.nextPageRefused.code;
}
