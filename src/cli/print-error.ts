import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';

/** An error as people read it: what happened, then what to do. */
export function errorText(error: unknown): string {
  if (!(error instanceof CodedError)) return `m365-audit: ${errorMessage(error)}\n`;
  return `m365-audit: ${error.code}: ${errorMessage(error)}\n  ${error.remedy}\n`;
}
