import { CodedError, type ErrorRow } from '../lib/coded-error.ts';

/** retry: may work later. fatal: an operator must act. */
export type AuthFailureKind = 'retry' | 'fatal';

/** What an answer without a token means. Holds no secret, no assertion and no token. */
export interface AuthFailure {
  readonly row: ErrorRow;
  readonly kind: AuthFailureKind;
  readonly detail?: string | undefined;
  /** Entra's own number for the failure. */
  readonly aadsts?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** No token, and why. */
export class AuthError extends CodedError {
  override readonly name = 'AuthError';
  readonly kind: AuthFailureKind;
  readonly aadsts: number | undefined;
  /** How long Entra asked to wait; undefined where it said nothing. */
  readonly retryAfterMs: number | undefined;

  constructor(failure: AuthFailure) {
    super(failure.row, failure.detail);
    this.kind = failure.kind;
    this.aadsts = failure.aadsts;
    this.retryAfterMs = failure.retryAfterMs;
  }
}
