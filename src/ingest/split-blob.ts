import { CodedError, type ErrorRow } from '../lib/coded-error.ts';
import { parseExactJson } from '../lib/exact-json.ts';
import { stripBom } from '../lib/strip-bom.ts';
import type { BlobBody } from '../model/blob-body.ts';
import { ArraySplitter, SplitError } from './array-splitter.ts';
import { ingestErrors } from './errors.ts';

/** Up to here a body is one part. */
export const smallBodyBytes = 2 * 1024 * 1024;
/** A larger one is taken in parts of this size; one record may make a part larger. */
export const partBytes = 1024 * 1024;
/** How much of a part is parsed at a time. */
const sliceBytes = 64 * 1024;
/**
 * A record of more levels is not parsed: parsed, a level takes up to 100 bytes for two of its text, and a hundred megabytes of
 * brackets would exhaust the process. Elasticsearch refuses more than 1,000 levels (Jackson, StreamReadConstraints).
 */
const mostLevels = 100_000;
/** How much is kept of a large body that never became records. */
const keptBytes = 16 * 1024 * 1024;

/** The body of a blob cannot be made into records and documents. */
export class BlobBodyError extends CodedError {
  override readonly name = 'BlobBodyError';
  /** The body as text, to be kept when the API stops giving the blob; null where it cannot even be text. */
  readonly body: string | null;

  constructor(row: ErrorRow, detail: string, body: string | null, options?: { cause: unknown }) {
    super(row, detail, options);
    this.body = body;
  }
}

/**
 * The body's records in order, as parts that `recordsOf` takes: a small body is one, of a large one no more than one part
 * is in memory beside the body itself. The first part comes only when each of them is known to parse, so that of a broken
 * body nothing is ever delivered. A record of a large body that is nested too deeply comes as its text, which no mapper takes:
 * it becomes a dead letter, and the others are delivered.
 * @throws BlobBodyError BLOB_NOT_JSON, BLOB_NOT_ARRAY
 */
export async function* partsOf(body: BlobBody): AsyncGenerator<Buffer> {
  const small = body.whole(smallBodyBytes);
  if (small !== null) {
    yield small;
    return;
  }
  await checkSlices(body);
  yield* split(body, partBytes);
}

/**
 * The records of a part one by one; they are as unknown as they came. A slice of the part is parsed at a time: parsed
 * records take several times the memory of their text, and those of a slice are garbage while they are young, which
 * costs the collector nothing. Parsed as a whole, they would all be moved to the old generation first.
 * @throws BlobBodyError BLOB_NOT_JSON, BLOB_NOT_ARRAY; perhaps only after some records
 */
export function* recordsOf(part: Buffer): Generator<unknown> {
  if (part.length > smallBodyBytes) {
    // Made so large by one record, of which a slice would be one more copy.
    yield* parseRecords(part);
    return;
  }
  const splitter = new ArraySplitter(sliceBytes);
  try {
    for (const slice of splitter.push(part)) yield* parseRecords(slice);
    splitter.end();
  } catch (error) {
    // What is wrong with it is told of the whole.
    parseRecords(part);
    throw error;
  }
}

/**
 * The records of a part, all at once.
 * @throws BlobBodyError BLOB_NOT_JSON, BLOB_NOT_ARRAY
 */
export function parseRecords(part: Buffer): readonly unknown[] {
  const text = textOf(part);
  const parsed = parse(text);
  if (Array.isArray(parsed)) return parsed;
  const found = parsed === null ? 'null' : `a JSON ${typeof parsed}`;
  throw new BlobBodyError(ingestErrors.notArray, `found ${found}`, text);
}

async function* split(body: BlobBody, atLeastBytes: number): AsyncGenerator<Buffer> {
  const splitter = new ArraySplitter(atLeastBytes);
  for await (const chunk of body.chunks()) {
    for (const part of splitter.push(chunk)) {
      if (splitter.deepest <= mostLevels || levelsOf(part) <= mostLevels) yield part;
      else yield* oneByOne(part);
    }
  }
  splitter.end();
}

/** Each record of a part in a part of its own; what is nested too deeply is the text of a record. */
function* oneByOne(part: Buffer): Generator<Buffer> {
  for (const one of new ArraySplitter(1).push(part)) {
    if (levelsOf(one) <= mostLevels) yield one;
    else yield Buffer.from(JSON.stringify([textOf(one.subarray(1, -1)).trim()]));
  }
}

function levelsOf(part: Buffer): number {
  const splitter = new ArraySplitter(Number.POSITIVE_INFINITY);
  for (const _ of splitter.push(part));
  return splitter.deepest;
}

async function checkSlices(body: BlobBody): Promise<void> {
  let bytes = 0;
  try {
    for await (const slice of split(body, sliceBytes)) {
      parseRecords(slice);
      bytes += slice.length;
    }
  } catch (error) {
    const isOther = error instanceof SplitError && error.fault === 'other';
    const row = isOther ? ingestErrors.notArray : ingestErrors.notJson;
    // Of the body's own faults all is said; anything else, such as the decompressor's, says why it could not be read.
    const isOwn = error instanceof SplitError || error instanceof BlobBodyError;
    const options = isOwn ? undefined : { cause: error };
    throw new BlobBodyError(row, `a large body, after ${bytes} bytes`, await beginningOf(body), options);
  }
}

/** The text of the first 16 MiB, or of what a damaged compression gives. */
async function beginningOf(body: BlobBody): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body.chunks()) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= keptBytes) break;
    }
  } catch {
    // That it is damaged is known already.
  }
  return stripBom(Buffer.concat(chunks).toString('utf8', 0, keptBytes));
}

function textOf(part: Buffer): string {
  try {
    return stripBom(part.toString('utf8'));
  } catch (cause) {
    // V8 holds no string of more than half a gigabyte.
    throw new BlobBodyError(ingestErrors.notJson, `${part.length} bytes are too many`, null, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // The parser's own message quotes the body, which is personal data: only its size is told.
    throw new BlobBodyError(ingestErrors.notJson, `${text.length} characters`, text);
  }
}
