/** A file of one data stream; its files are numbered in the order in which they were begun, from 1. */
export interface OutputFileName {
  readonly dataStream: string;
  readonly sequence: number;
}

const PATTERN = /^(.+)-(\d{6,})\.ndjson$/;

/** Of all files of a data stream but those beyond the millionth, so that they are all named alike. */
const USUAL_END = '-000001.ndjson'.length;
/** Bytes of a file name that file systems take. */
const MAX_NAME_BYTES = 255;

/**
 * `<data stream>-<sequence>.ndjson`; characters that a file name cannot have are percent-encoded. So are letters beyond ASCII, as long
 * as there is room: a namespace of them may have 100 bytes, which would become 300.
 */
export function formatFileName({ dataStream, sequence }: OutputFileName): string {
  const end = `-${String(sequence).padStart(6, '0')}.ndjson`;
  const encoded = encodeURIComponent(dataStream);
  const fits = encoded.length + USUAL_END <= MAX_NAME_BYTES;
  return `${fits ? encoded : dataStream.replace(/[ -~]+/g, encodeURIComponent)}${end}`;
}

/** Undefined for a file that is not one of ours. */
export function parseFileName(name: string): OutputFileName | undefined {
  const [, encoded, digits] = PATTERN.exec(name) ?? [];
  if (encoded === undefined || digits === undefined) return undefined;
  try {
    return { dataStream: decodeURIComponent(encoded), sequence: Number(digits) };
  } catch {
    return undefined;
  }
}
