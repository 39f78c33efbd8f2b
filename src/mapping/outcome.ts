import type { EventOutcome } from './ecs-document.ts';
import { textOf } from './parse/text.ts';

const FAILURES = new Set(['failed', 'failure', 'false', 'fail', 'error', 'denied', 'authorizationfailure']);

/**
 * event.outcome of a ResultStatus. Anything that does not name a failure, also a missing status, is a success: most record
 * types have no status because only what was done is recorded.
 */
export function outcomeOf(resultStatus: unknown): EventOutcome {
  if (resultStatus === undefined || resultStatus === 'Succeeded' || resultStatus === 'True') return 'success';
  const status = textOf(resultStatus);
  return status !== undefined && FAILURES.has(status.trim().toLowerCase()) ? 'failure' : 'success';
}

/** What a sign-in record tells about its result. */
export interface SignInResult {
  readonly operation: string | undefined;
  readonly errorNumber: string | undefined;
  readonly logonError: string | undefined;
  readonly resultStatus: string | undefined;
  readonly resultStatusDetail: string | undefined;
}

/**
 * Error numbers that interrupt a sign-in to ask for something and come with UserLoggedIn when the user then got in
 * (Microsoft Entra authentication and authorization error codes): keep-me-signed-in, password reset registration,
 * terms of use, device authentication, MFA.
 */
const INTERRUPTS = new Set(['50140', '50125', '50127', '50097', '50158', '50074', '50076', '50079', '50072']);

/**
 * event.outcome of a sign-in (RecordType 15). The schema warns that ResultStatus is only the result of the HTTP exchange:
 * four of five failed sign-ins of a real tenant said `Success`. So the operation decides first, then the error.
 */
export function signInOutcome(result: SignInResult): EventOutcome {
  const operation = result.operation?.trim().toLowerCase();
  if (operation === 'userloginfailed') return 'failure';
  if (result.logonError !== undefined && result.logonError.trim().toLowerCase() !== 'none') return 'failure';
  // Text that is no number is an error too.
  const error = String(Number(result.errorNumber ?? 0));
  if (error !== '0') return operation === 'userloggedin' && INTERRUPTS.has(error) ? 'success' : 'failure';
  if (result.resultStatusDetail?.trim().toLowerCase() === 'usererror') return 'failure';
  return outcomeOf(result.resultStatus);
}
