import type { Document } from '../../model/document.ts';

const LINE_END = '}\n';

function beforeSource({ id }: Document): string {
  return `{"_id":${JSON.stringify(id)},"_source":`;
}

/** Bytes of the document's line in an output file, line end included. */
export function lineLength(document: Document): number {
  return Buffer.byteLength(beforeSource(document)) + document.source.length + LINE_END.length;
}

/**
 * Writes the document's line; the text of the document is copied as it is.
 * @returns the offset after it
 */
export function writeLine(document: Document, target: Buffer, offset: number): number {
  const source = offset + target.write(beforeSource(document), offset);
  const end = source + document.source.copy(target, source);
  return end + target.write(LINE_END, end);
}

const ID_PREFIX = /^\{"_id":("(?:[^"\\]|\\.)*"),"_source":/;

/** As many bytes of a line as it takes to find its id. */
export const ID_PREFIX_BYTES = 4096;

/** The id in the beginning of a line; undefined where the line is none of ours. */
export function idOfLine(beginning: string): string | undefined {
  const [, text] = ID_PREFIX.exec(beginning) ?? [];
  if (text === undefined) return undefined;
  try {
    const id: unknown = JSON.parse(text);
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
