import type { BlobBody } from '../model/blob-body.ts';
import { partBytes, smallBodyBytes } from './split-blob.ts';

/**
 * What a byte of JSON text takes beside itself while it becomes a document: as a string, as parsed values, and as the text
 * of the document. Rounded up from what made-up records take.
 */
const perMappedByte = 6;
/** Of a large body one part is mapped while two are written. */
const largeBodyBytes = 3 * partBytes * perMappedByte;

/** Memory that a blob will take, in bytes, when so much of it was received. */
export function needToReceive(receivedBytes: number): number {
  return receivedBytes + Math.min(perMappedByte * receivedBytes, largeBodyBytes);
}

/**
 * Memory that a whole body takes, in bytes, with what is made of it.
 * @param longestPartBytes a record that is longer than a part makes one of its own
 */
export function needToMap(body: BlobBody, longestPartBytes = partBytes): number {
  if (isSmall(body)) return needToReceive(body.heldBytes);
  return body.heldBytes + largeBodyBytes + perMappedByte * Math.max(0, longestPartBytes - partBytes);
}

function isSmall(body: BlobBody): boolean {
  return body.whole(smallBodyBytes) !== null;
}
