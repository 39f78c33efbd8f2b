import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import type { NetworkFailure } from '../lib/network-failure.ts';
import { quotable } from '../lib/quotable.ts';
import { parseRetryAfter } from '../lib/retry-after.ts';
import type { AuthFailure } from './auth-error.ts';
import { classifyTokenError, type TokenRefusal } from './classify-token-error.ts';
import { authErrors } from './errors.ts';

/**
 * What an answer without a token means that came from the managed identity endpoint of a machine (Azure documentation,
 * how to use managed identities on a virtual machine, error handling; App Service REST endpoint reference). Where Entra
 * itself refused, the endpoint passes its AADSTS number on.
 */
export function classifyIdentityAnswer(answer: TokenRefusal, nowMs: number): AuthFailure {
  const { status, headers, body } = answer;
  if (/AADSTS\d+/.test(body)) {
    const said = classifyTokenError(answer, nowMs);
    return { ...said, detail: quotable(said.detail ?? '', []) };
  }
  const retryAfterMs = parseRetryAfter(headers['retry-after'], nowMs);
  const text = sentence(body);
  const detail = quotable([`HTTP ${status}`, text].filter(Boolean).join(' '), []);
  return { ...judge(status, text), detail, retryAfterMs };
}

/** What it means that the endpoint gave no whole answer. */
export function classifyIdentityNetworkFailure(failure: NetworkFailure): AuthFailure {
  const row = failure.reason === 'tls' ? authErrors.tls : authErrors.identityUnavailable;
  return { row, kind: 'retry', detail: failure.message };
}

function judge(status: number, text: string): AuthFailure {
  if (status === 429) return { row: authErrors.throttled, kind: 'retry' };
  if (/identity not found|no .*managed identity found|not been assigned/i.test(text)) {
    return { row: authErrors.identityNotFound, kind: 'fatal' };
  }
  if (/invalid_resource/i.test(text)) return { row: authErrors.resourceNotFound, kind: 'fatal' };
  // 404 and 410 come while the endpoint is updated; it is back after some seconds.
  if (status === 404 || status === 408 || status === 410 || status >= 500) {
    return { row: authErrors.identityUnavailable, kind: 'retry' };
  }
  if (status === 400 || status === 401 || status === 403) {
    return { row: authErrors.identityRefused, kind: 'fatal' };
  }
  return { row: authErrors.identityUnavailable, kind: 'retry' };
}

/** `error` and its description, which the endpoints spell in four ways. */
function sentence(body: string): string {
  const said = tryParseJson(body);
  if (!isJsonObject(said)) return '';
  const inner = isJsonObject(said.error) ? said.error : said;
  const parts = [inner.error, inner.code, inner.error_description, inner.message];
  return parts.filter((part) => typeof part === 'string').join(' ');
}
