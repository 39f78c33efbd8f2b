import type { ContentBlob } from '../../model/blob.ts';
import type { BlobBody } from '../../model/blob-body.ts';
import { SourceError } from '../source-error.ts';
import { isHtml } from './classify-answer.ts';
import type { ApiClient } from './client.ts';
import { sourceErrors } from './errors.ts';

/** No page for people is larger. */
const largestPageBytes = 1024 * 1024;

/**
 * The body of one blob, a byte order mark included. The HTTP client has compared its length with what the answer
 * announced, so a body that was cut never comes here.
 */
export async function fetchBlob(
  client: ApiClient,
  blob: ContentBlob,
  signal: AbortSignal,
  onReceived: (bytes: number) => void = () => undefined,
): Promise<BlobBody> {
  const request = { operation: 'fetch_blob', url: blob.contentUri, signal, onReceived } as const;
  const { received } = await client.send(request);
  const small = received.whole(largestPageBytes);
  if (small !== null && isHtml(small))
    throw new SourceError(sourceErrors.answerUnreadable, 'retry', 'a page instead of records');
  return received;
}
