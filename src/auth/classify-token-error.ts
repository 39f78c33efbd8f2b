import type { IncomingHttpHeaders } from 'node:http';
import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import type { NetworkFailure } from '../lib/network-failure.ts';
import { parseRetryAfter } from '../lib/retry-after.ts';
import { aadstsCodes } from './aadsts-codes.ts';
import type { AuthFailure } from './auth-error.ts';
import { authErrors } from './errors.ts';

/** An answer of the token endpoint that holds no token. */
export interface TokenRefusal {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * What an answer without a token means.
 * The detail is Entra's own first line: it may be long, and it may repeat what it was sent.
 */
export function classifyTokenError(refusal: TokenRefusal, nowMs: number): AuthFailure {
  const retryAfterMs = parseRetryAfter(refusal.headers['retry-after'], nowMs);
  const said = parseRefusal(refusal.body);
  if (said === null) return { ...classifyStatus(refusal.status), retryAfterMs };
  const detail = said.description === '' ? `HTTP ${refusal.status} ${said.error}` : said.description;
  const known = said.aadsts === undefined ? undefined : aadstsCodes[said.aadsts];
  const judged = known ?? judgeByName(said.error, refusal.status);
  return { ...judged, detail, aadsts: said.aadsts, retryAfterMs };
}

/** What it means that the login host gave no whole answer. */
export function classifyNetworkFailure(failure: NetworkFailure): AuthFailure {
  const row = {
    unreachable: authErrors.unreachable,
    proxy: authErrors.proxy,
    cut: authErrors.unreachable,
    timeout: authErrors.timeout,
    tls: authErrors.tls,
  }[failure.reason];
  return { row, kind: 'retry', detail: failure.message };
}

function parseRefusal(body: string) {
  const parsed = tryParseJson(body);
  if (!isJsonObject(parsed) || typeof parsed.error !== 'string') return null;
  const text = typeof parsed.error_description === 'string' ? parsed.error_description : '';
  const numbers: unknown = parsed.error_codes;
  const first: unknown = Array.isArray(numbers) ? numbers[0] : undefined;
  const inText = /AADSTS(\d+)/.exec(text)?.[1];
  return {
    error: parsed.error,
    description: firstLine(text),
    aadsts: typeof first === 'number' ? first : inText === undefined ? undefined : Number(inText),
  };
}

/** Newer answers put trace and correlation ids behind the sentence, older ones on lines of their own. */
function firstLine(text: string): string {
  const [line = ''] = text.split(/\r?\n| Trace ID:/, 1);
  return line.trim();
}

/** What the `error` member says by itself (RFC 8628, section 3.5; RFC 6749, section 5.2). */
const names: Readonly<Record<string, AuthFailure>> = {
  authorization_pending: { row: authErrors.signInPending, kind: 'retry' },
  slow_down: { row: authErrors.throttled, kind: 'retry' },
  authorization_declined: { row: authErrors.signInDeclined, kind: 'fatal' },
  access_denied: { row: authErrors.signInDeclined, kind: 'fatal' },
  expired_token: { row: authErrors.signInTimeout, kind: 'fatal' },
  bad_verification_code: { row: authErrors.signInTimeout, kind: 'fatal' },
  interaction_required: { row: authErrors.interactionRequired, kind: 'fatal' },
  consent_required: { row: authErrors.consentMissing, kind: 'fatal' },
};

/** By the `error` member, for numbers that the table does not know. */
function judgeByName(error: string, status: number): AuthFailure {
  const known = Object.hasOwn(names, error) ? names[error] : undefined;
  if (known !== undefined) return known;
  if (error === 'temporarily_unavailable' || error === 'server_error') {
    return { row: authErrors.unavailable, kind: 'retry' };
  }
  if (status === 429 || status === 408 || status >= 500) return classifyStatus(status);
  return { row: authErrors.refused, kind: 'fatal' };
}

function classifyStatus(status: number): AuthFailure {
  const detail = `HTTP ${status}`;
  if (status === 429) return { row: authErrors.throttled, kind: 'retry', detail };
  if (status === 408 || status >= 500) return { row: authErrors.unavailable, kind: 'retry', detail };
  return { row: authErrors.answerUnreadable, kind: 'retry', detail };
}
