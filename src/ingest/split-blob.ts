import { CodedError, type ErrorRow } from '../lib/coded-error.ts';
import { stripBom } from '../lib/strip-bom.ts';
import { ingestErrors } from './errors.ts';

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
 * The records of a blob's body, in order; they are as unknown as they came.
 * @throws BlobBodyError BLOB_NOT_JSON, BLOB_NOT_ARRAY
 */
export function splitBlob(body: Buffer): readonly unknown[] {
  const text = textOf(body);
  const parsed = parse(text);
  if (Array.isArray(parsed)) return parsed;
  const found = parsed === null ? 'null' : `a JSON ${typeof parsed}`;
  throw new BlobBodyError(ingestErrors.notArray, `found ${found}`, text);
}

function textOf(body: Buffer): string {
  try {
    return stripBom(body.toString('utf8'));
  } catch (cause) {
    // V8 holds no string of more than half a gigabyte.
    throw new BlobBodyError(ingestErrors.notJson, `${body.length} bytes are too many`, null, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which is personal data: only its size is told.
    throw new BlobBodyError(ingestErrors.notJson, `${text.length} characters`, text);
  }
}
