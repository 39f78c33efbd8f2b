import { isJsonObject, tryParseJson } from '../../lib/json-object.ts';
import { stripBom } from '../../lib/strip-bom.ts';
import type { ContentBlob } from '../../model/blob.ts';
import { SourceError } from '../source-error.ts';
import { parseApiTime } from './api-time.ts';
import { sourceErrors } from './errors.ts';

/** How long content is kept where the list does not say (Management Activity API, troubleshooting page: 7 days). */
const retentionMs = 7 * 24 * 3_600_000;

/**
 * The blobs of one page of a content list.
 * An item that cannot be used fails the page: left out, its records would be missing and nobody would know.
 * @throws SourceError SOURCE_ANSWER_UNREADABLE
 */
export function parseContentList(body: Buffer): readonly ContentBlob[] {
  const items = tryParseJson(stripBom(body.toString('utf8')));
  if (!Array.isArray(items)) throw unreadable('the content list is not a JSON array');
  return items.map(parseItem);
}

function parseItem(item: unknown, index: number): ContentBlob {
  const fail = (what: string): SourceError =>
    unreadable(`item ${index + 1} of the content list has no usable ${what}`);
  if (!isJsonObject(item)) throw fail('content');
  const { contentId, contentUri } = item;
  if (typeof contentId !== 'string' || contentId === '') throw fail('contentId');
  if (typeof contentUri !== 'string' || !URL.canParse(contentUri)) throw fail('contentUri');
  const createdMs = parseApiTime(item.contentCreated);
  if (createdMs === null) throw fail('contentCreated');
  const expiresMs = parseApiTime(item.contentExpiration) ?? createdMs + retentionMs;
  return { contentId, contentUri, createdMs, expiresMs };
}

function unreadable(detail: string): SourceError {
  return new SourceError(sourceErrors.answerUnreadable, 'retry', detail);
}
