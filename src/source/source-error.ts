import { CodedError, type ErrorRow } from '../lib/coded-error.ts';
import type { FailureKind } from '../model/source.ts';

/** A failure of a source, with what it means for the work that met it. */
export class SourceError extends CodedError {
  override readonly name = 'SourceError';
  readonly kind: FailureKind;
  /** How long the service asked to wait before the next attempt; undefined where it said nothing. */
  readonly retryAfterMs: number | undefined;

  constructor(
    row: ErrorRow,
    kind: FailureKind,
    detail?: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(row, detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
