import type { Document } from '../../model/document.ts';

/** One line of an output file, line end included; the text of the document is copied as it is. */
export function formatLine({ id, source }: Document): Buffer {
  return Buffer.from(`{"_id":${JSON.stringify(id)},"_source":${source}}\n`);
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
