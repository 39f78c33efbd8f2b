/** A file of one data stream; its files are numbered in the order in which they were begun, from 1. */
export interface OutputFileName {
  readonly dataStream: string;
  readonly sequence: number;
}

const PATTERN = /^(.+)-(\d{6,})\.ndjson$/;

/** `<data stream>-<sequence>.ndjson`; characters that a file name cannot have are percent-encoded. */
export function formatFileName({ dataStream, sequence }: OutputFileName): string {
  return `${encodeURIComponent(dataStream)}-${String(sequence).padStart(6, '0')}.ndjson`;
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
