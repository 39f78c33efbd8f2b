import type { BlobBody } from '../model/blob-body.ts';
import type { Document } from '../model/document.ts';
import { partBytes, smallBodyBytes } from './split-blob.ts';

/**
 * What a byte of JSON text takes beside itself while it becomes a document: as a string, as parsed values, and as the text
 * of the document. Rounded up from what made-up records take.
 */
const perMappedByte = 6;
/** What a character of a document takes until it is written: as text, and as the bytes that the output sends. */
const perWrittenByte = 2;
/** Of a large body one part is mapped while two are written. */
const largeBodyBytes = 3 * partBytes * perMappedByte;

/** Memory that a blob will take, in bytes, when so much of it was received. */
export function needToReceive(receivedBytes: number): number {
  return receivedBytes + Math.min(perMappedByte * receivedBytes, largeBodyBytes);
}

/** Memory that a body takes, in bytes, until its last part is mapped. */
export function needToMap(body: BlobBody): number {
  return isSmall(body) ? needToReceive(body.heldBytes) : body.heldBytes + largeBodyBytes;
}

/** Memory that a body takes, in bytes, once the documents of one of its parts are handed to the output. */
export function needToWrite(body: BlobBody, documents: readonly Document[]): number {
  if (!isSmall(body)) return needToMap(body);
  const characters = documents.reduce((sum, { source }) => sum + source.length, 0);
  return body.heldBytes + perWrittenByte * characters;
}

function isSmall(body: BlobBody): boolean {
  return body.whole(smallBodyBytes) !== null;
}
