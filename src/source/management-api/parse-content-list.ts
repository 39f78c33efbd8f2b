import { isJsonObject, tryParseJson } from '../../lib/json-object.ts';
import { stripBom } from '../../lib/strip-bom.ts';
import type { ContentBlob } from '../../model/blob.ts';
import { SourceError } from '../source-error.ts';
import { parseApiTime } from './api-time.ts';
import { sourceErrors } from './errors.ts';

/** How long content is kept where the list does not say (Management Activity API, troubleshooting page: 7 days). */
const retentionMs = 7 * 24 * 3_600_000;

/** What one page of a content list says. */
export interface ListedBlobs {
  readonly blobs: readonly ContentBlob[];
  /** What is wrong with the first item that cannot be used; null where all can. */
  readonly fault: SourceError | null;
}

/**
 * The blobs of one page of a content list. An item that cannot be used is a fault: left out in silence, its records would
 * be missing and nobody would know. The other items are as good as ever.
 * @throws SourceError SOURCE_ANSWER_UNREADABLE where it is no list
 */
export function parseContentList(body: Buffer): ListedBlobs {
  const items = tryParseJson(stripBom(body.toString('utf8')));
  if (!Array.isArray(items)) throw unreadable('the content list is not a JSON array');
  const blobs: ContentBlob[] = [];
  let fault: SourceError | null = null;
  for (const [index, item] of items.entries()) {
    const parsed = parseItem(item, index);
    if (parsed instanceof SourceError) fault ??= parsed;
    else blobs.push(parsed);
  }
  return { blobs, fault };
}

function parseItem(item: unknown, index: number): ContentBlob | SourceError {
  const fail = (what: string): SourceError =>
    unreadable(`item ${index + 1} of the content list has no usable ${what}`);
  if (!isJsonObject(item)) return fail('content');
  const { contentId, contentUri } = item;
  if (typeof contentId !== 'string' || contentId === '') return fail('contentId');
  if (typeof contentUri !== 'string' || !URL.canParse(contentUri)) return fail('contentUri');
  const createdMs = parseApiTime(item.contentCreated);
  if (createdMs === null) return fail('contentCreated');
  const expiresMs = parseApiTime(item.contentExpiration) ?? createdMs + retentionMs;
  return { contentId, contentUri, createdMs, expiresMs };
}

function unreadable(detail: string): SourceError {
  return new SourceError(sourceErrors.answerUnreadable, 'retry', detail);
}
