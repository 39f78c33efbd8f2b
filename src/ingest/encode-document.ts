import type { Document, MappedDocument } from '../model/document.ts';

/** The document as bytes. @param source its text in UTF-8 */
export function encodeDocument(
  { id, dataStream, source: text }: MappedDocument,
  source: Buffer = Buffer.from(text),
): Document {
  return { id, dataStream, source };
}
