/** A file of one data stream; its files are numbered in the order in which they were begun, from 1. */
export interface OutputFileName {
  readonly dataStream: string;
  readonly sequence: number;
}

const PATTERN = /^(.+)-(\d{6,})\.ndjson$/;

/** Room for any number, so that the files of one data stream are all named alike. */
const LONGEST_END = '-1234567890123456.ndjson'.length;
/** Bytes of a file name that file systems take. */
const MAX_NAME_BYTES = 255;

/**
 * `<data stream>-<sequence>.ndjson`; characters that a file name cannot have are percent-encoded. So are letters beyond ASCII, as long
 * as there is room: a namespace of them may have 100 bytes, which would become 300.
 */
export function formatFileName({ dataStream, sequence }: OutputFileName): string {
  const end = `-${String(sequence).padStart(6, '0')}.ndjson`;
  const encoded = encodeURIComponent(dataStream);
  const fits = encoded.length + LONGEST_END <= MAX_NAME_BYTES;
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
