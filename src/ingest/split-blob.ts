import { CodedError, type ErrorRow } from '../lib/coded-error.ts';
import { stripBom } from '../lib/strip-bom.ts';
import { ingestErrors } from './errors.ts';

/** The body of a blob cannot be split into records. */
export class BlobBodyError extends CodedError {
  override readonly name = 'BlobBodyError';
  /** The body, where it is whole enough to be kept as a dead letter: valid JSON, but not an array. */
  readonly body: string | null;

  constructor(row: ErrorRow, detail: string, body: string | null) {
    super(row, detail);
    this.body = body;
  }
}

/**
 * The records of a blob's body, in order; they are as unknown as they came.
 * @throws BlobBodyError BLOB_NOT_JSON, BLOB_NOT_ARRAY
 */
export function splitBlob(body: Buffer): readonly unknown[] {
  const text = stripBom(body.toString('utf8'));
  const parsed = parse(text);
  if (Array.isArray(parsed)) return parsed;
  const found = parsed === null ? 'null' : `a JSON ${typeof parsed}`;
  throw new BlobBodyError(ingestErrors.notArray, `found ${found}`, text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which is personal data: only its size is told.
    throw new BlobBodyError(ingestErrors.notJson, `${text.length} characters`, null);
  }
}
