/** One row of an error table: a stable code, what happened, and what to do about it. */
export interface ErrorRow {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** An error that an operator can act on: the code is stable, the message says what happened, the remedy what to do. */
export class CodedError extends Error {
  override readonly name: string = 'CodedError';
  readonly code: string;
  readonly remedy: string;

  /**
   * @param row the row of the error table this error belongs to
   * @param detail what happened this time; must hold no secret and no token
   */
  constructor(row: ErrorRow, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? row.meaning : `${row.meaning}: ${detail}`, options);
    this.code = row.code;
    this.remedy = row.remedy;
  }
}
