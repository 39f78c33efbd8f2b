import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';

/** An error as ECS `error.*` fields: code, message and type; never its other properties, which may hold a request. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly remedy?: string;
  readonly stack_trace?: string;
}

/** Reduces anything that was thrown to what may be logged. Only errors that nobody foresaw keep their stack. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof CodedError) {
    return { type: error.name, code: error.code, message: errorMessage(error), remedy: error.remedy };
  }
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const stack = error.stack === undefined ? {} : { stack_trace: error.stack };
  return { type: error.name, message: errorMessage(error), ...stack };
}
