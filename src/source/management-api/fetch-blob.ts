import type { ContentBlob } from '../../model/blob.ts';
import { SourceError } from '../source-error.ts';
import { isHtml } from './classify-answer.ts';
import type { ApiClient } from './client.ts';
import { sourceErrors } from './errors.ts';

/**
 * The body of one blob, whole and decompressed, a byte order mark included. The HTTP client has compared its length
 * with what the answer announced, so a body that was cut never comes here.
 */
export async function fetchBlob(client: ApiClient, blob: ContentBlob, signal: AbortSignal): Promise<Buffer> {
  const { body } = await client.send({ operation: 'fetch_blob', url: blob.contentUri, signal });
  if (isHtml(body))
    throw new SourceError(sourceErrors.answerUnreadable, 'retry', 'a page instead of records');
  return body;
}
