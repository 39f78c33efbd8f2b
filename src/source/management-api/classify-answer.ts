import type { ErrorRow } from '../../lib/coded-error.ts';
import type { NetworkFailure } from '../../lib/network-failure.ts';
import type { HttpAnswer } from '../../lib/receive-answer.ts';
import { parseRetryAfter } from '../../lib/retry-after.ts';
import type { FailureKind } from '../../model/source.ts';
import { afCodes } from './af-codes.ts';
import { type ErrorBody, parseErrorBody } from './error-body.ts';
import { sourceErrors } from './errors.ts';

/** What a request is for. Only a blob can be missing for good; only a start has the 15-minute rule. */
export type Operation =
  | 'list_subscriptions'
  | 'start_subscription'
  | 'stop_subscription'
  | 'list_content'
  | 'fetch_blob';

/** What an answer other than 200 means. The detail is the API's own: it may be long and repeat what it was sent. */
export interface ApiFailure {
  readonly row: ErrorRow;
  readonly kind: FailureKind;
  readonly detail: string;
  readonly retryAfterMs?: number | undefined;
}

/** Judges an answer other than 200: by the code in its body first, by its status only where there is none. */
export function classifyAnswer(answer: HttpAnswer, operation: Operation, nowMs: number): ApiFailure {
  const said = parseErrorBody(answer.body);
  const judged = judge(answer, said, operation);
  const detail = [`HTTP ${answer.status}`, said.code, said.message].map(firstLine).filter(Boolean).join(' ');
  return { ...judged, detail, retryAfterMs: parseRetryAfter(answer.headers['retry-after'], nowMs) };
}

/** What it means that the API gave no whole answer. */
export function classifyNetworkFailure(failure: NetworkFailure): ApiFailure {
  const row = {
    unreachable: sourceErrors.unreachable,
    proxy: sourceErrors.proxy,
    cut: sourceErrors.bodyCut,
    timeout: sourceErrors.timeout,
    tls: sourceErrors.tls,
  }[failure.reason];
  return { row, kind: 'retry', detail: failure.message };
}

function judge(
  { status, body }: HttpAnswer,
  said: ErrorBody,
  operation: Operation,
): Omit<ApiFailure, 'detail'> {
  // Seen as HTTP 429 and as HTTP 403 with the code "429": the start rule slows nothing else down.
  const limited = said.code === '429' || status === 429 || /start requests/i.test(said.message);
  if (operation === 'start_subscription' && limited && said.code !== 'AF429') {
    return { row: sourceErrors.startLimited, kind: 'retry' };
  }
  const known = Object.hasOwn(afCodes, said.code) ? afCodes[said.code] : undefined;
  if (known !== undefined) return known;
  if (said.code.startsWith('AF5')) return { row: sourceErrors.serverFault, kind: 'retry' };
  // Auditing switched off has no code of its own: the text of a .NET exception stands in its place.
  if (/Tenant \S+ does not exist/i.test(said.message)) {
    return { row: sourceErrors.auditingDisabled, kind: 'fatal' };
  }
  if (status === 429 || said.code === '429') return { row: sourceErrors.throttled, kind: 'retry' };
  return judgeStatus(status, body, operation);
}

function judgeStatus(status: number, body: Buffer, operation: Operation): Omit<ApiFailure, 'detail'> {
  if (status === 401) return { row: sourceErrors.tokenRefused, kind: 'retry' };
  if (status === 408 || status >= 500) return { row: sourceErrors.serverFault, kind: 'retry' };
  if (status === 404 && operation === 'fetch_blob' && !isHtml(body)) {
    return { row: sourceErrors.contentMissing, kind: 'permanent' };
  }
  // Redirects, sign-in pages, refusals of something in between: what is believed final is lost, what is retried is not.
  return { row: sourceErrors.answerUnreadable, kind: 'retry' };
}

/** Whether a body is a page for people, as proxies and gateways send them under any status. */
export function isHtml(body: Buffer): boolean {
  return /^(\uFEFF)?\s*</.test(body.toString('utf8', 0, 64));
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? '';
}
