import { describe, expect, it } from 'vitest';
import type { NetworkFailureReason } from '../../../../src/lib/network-failure.ts';
import { NetworkFailure } from '../../../../src/lib/network-failure.ts';
import { afCodes } from '../../../../src/source/management-api/af-codes.ts';
import {
  classifyAnswer,
  classifyNetworkFailure,
  type Operation,
} from '../../../../src/source/management-api/classify-answer.ts';

const nowMs = Date.UTC(2026, 7, 1, 12);

function classify(status: number, body: unknown, operation: Operation = 'fetch_blob', headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyAnswer({ status, headers, body: Buffer.from(text) }, operation, nowMs);
}

function verdict(...given: Parameters<typeof classify>): readonly string[] {
  const { row, kind } = classify(...given);
  return [row.code, kind];
}

const error = (code: string, message = '') => ({ error: { code, message } });

const rows = [
  ['AF10001', 'SOURCE_PERMISSION_MISSING', 'fatal'],
  ['AF20001', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20002', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20003', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20010', 'SOURCE_TENANT_MISMATCH', 'fatal'],
  ['AF20011', 'SOURCE_TENANT_UNKNOWN', 'fatal'],
  ['AF20012', 'SOURCE_TENANT_MISCONFIGURED', 'fatal'],
  ['AF20013', 'SOURCE_TENANT_UNKNOWN', 'fatal'],
  ['AF20020', 'SOURCE_CONTENT_TYPE_INVALID', 'fatal'],
  ['AF20021', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20022', 'SOURCE_NOT_SUBSCRIBED', 'resubscribe'],
  ['AF20023', 'SOURCE_SUBSCRIPTION_DISABLED', 'resubscribe'],
  ['AF20024', 'SOURCE_ALREADY_ENABLED', 'retry'],
  ['AF20030', 'SOURCE_WINDOW_REFUSED', 'clock'],
  ['AF20031', 'SOURCE_NEXT_PAGE_REFUSED', 'retry'],
  ['AF20050', 'SOURCE_CONTENT_MISSING', 'permanent'],
  ['AF20051', 'SOURCE_CONTENT_EXPIRED', 'permanent'],
  ['AF20052', 'SOURCE_CONTENT_ID_INVALID', 'permanent'],
  ['AF20053', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20054', 'SOURCE_REQUEST_REFUSED', 'fatal'],
  ['AF20055', 'SOURCE_WINDOW_REFUSED', 'clock'],
  ['AF429', 'SOURCE_THROTTLED', 'retry'],
  ['AF50000', 'SOURCE_SERVER_FAULT', 'retry'],
  ['AF50005', 'SOURCE_SERVER_FAULT', 'retry'],
  ['AF50006', 'SOURCE_SERVER_FAULT', 'retry'],
] as const;

describe('classifyAnswer by the code in the body', () => {
  it.each(rows)('%s is %s (%s), under any status', (code, expected, kind) => {
    for (const status of [400, 401, 403, 404, 429, 500]) {
      expect(verdict(status, error(code), 'list_content')).toEqual([expected, kind]);
    }
  });

  it('has a row in this test for each row of the table', () => {
    expect(rows.map(([code]) => code)).toEqual(Object.keys(afCodes));
  });

  it.each([
    ['an AF5 code that nobody has described', error('AF50099'), 'SOURCE_SERVER_FAULT'],
    [
      'AF429 in single quotes',
      "{'error':{'code':'AF429','message':'Too many. Method=GetBlob'}}",
      'SOURCE_THROTTLED',
    ],
    ['AF429 behind a byte order mark', `\uFEFF${JSON.stringify(error('AF429'))}`, 'SOURCE_THROTTLED'],
    ['the code 429', error('429', 'Too many requests'), 'SOURCE_THROTTLED'],
  ])('%s', (_name, body, code) => {
    expect(verdict(403, body)).toEqual([code, 'retry']);
  });

  it('finds no row for the name of an object member', () => {
    expect(verdict(400, error('constructor'))).toEqual(['SOURCE_ANSWER_UNREADABLE', 'retry']);
  });

  it('recognises auditing that is switched off by the exception in its text', () => {
    const tenant = '11111111-2222-3333-4444-555555555555';
    const code = `StartSubscription [TenantId=${tenant},ContentType=Audit.General,ApplicationId=a,PublisherId=b] failed. Exception`;
    const message = `Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenant} does not exist.\r\n   at Microsoft.Office`;

    const failure = classify(400, error(code, message), 'start_subscription');

    expect([failure.row.code, failure.kind]).toEqual(['SOURCE_AUDITING_DISABLED', 'fatal']);
    expect(failure.detail).toContain('does not exist.');
    expect(failure.detail).not.toContain('at Microsoft.Office');
  });
});

describe('classifyAnswer by the start rule', () => {
  const message = 'Too many frequent subscription start requests. Please retry again after 14m 56s.';

  it.each([
    ['HTTP 403 with the code 429', 403, error('429', message)],
    ['HTTP 429 with the code 429', 429, error('429', message)],
    ['HTTP 429 without a code', 429, ''],
    ['HTTP 400 with the sentence', 400, error('TooMany', message)],
  ])('%s limits a start', (_name, status, body) => {
    expect(verdict(status, body, 'start_subscription')).toEqual(['SOURCE_START_LIMITED', 'retry']);
  });

  it('leaves the tenant quota what it is', () => {
    expect(verdict(403, error('AF429', 'Too many requests'), 'start_subscription')).toEqual([
      'SOURCE_THROTTLED',
      'retry',
    ]);
  });
});

describe('classifyAnswer by the status, where the body has no code', () => {
  const denied = { Message: 'Authorization has been denied for this request.' };

  it.each([
    [401, denied, 'fetch_blob', 'SOURCE_TOKEN_REFUSED', 'retry'],
    [429, '', 'list_content', 'SOURCE_THROTTLED', 'retry'],
    [408, '', 'fetch_blob', 'SOURCE_SERVER_FAULT', 'retry'],
    [500, '<html>', 'fetch_blob', 'SOURCE_SERVER_FAULT', 'retry'],
    [503, '', 'fetch_blob', 'SOURCE_SERVER_FAULT', 'retry'],
    [404, '', 'fetch_blob', 'SOURCE_CONTENT_MISSING', 'permanent'],
    [404, { Message: 'No resource' }, 'fetch_blob', 'SOURCE_CONTENT_MISSING', 'permanent'],
    [404, ' <!DOCTYPE html>', 'fetch_blob', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
    [404, '', 'list_content', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
    [403, '<html>Blocked</html>', 'fetch_blob', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
    [400, error('AF29999'), 'fetch_blob', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
    [302, '', 'list_content', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
    [206, '[', 'fetch_blob', 'SOURCE_ANSWER_UNREADABLE', 'retry'],
  ] as const)('%i %j for %s is %s (%s)', (status, body, operation, code, kind) => {
    expect(verdict(status, body, operation)).toEqual([code, kind]);
  });

  it('tells status, code and sentence', () => {
    expect(classify(403, error('AF429', 'Too many requests. Method=GetBlob')).detail).toBe(
      'HTTP 403 AF429 Too many requests. Method=GetBlob',
    );
    expect(classify(401, denied).detail).toBe('HTTP 401 Authorization has been denied for this request.');
  });

  it('passes on how long the API asks to wait', () => {
    expect(classify(429, '', 'fetch_blob', { 'retry-after': '9' }).retryAfterMs).toBe(9_000);
  });
});

describe('classifyNetworkFailure', () => {
  it.each<[NetworkFailureReason, string]>([
    ['unreachable', 'SOURCE_UNREACHABLE'],
    ['cut', 'SOURCE_BODY_CUT'],
    ['timeout', 'SOURCE_TIMEOUT'],
    ['tls', 'SOURCE_TLS'],
  ])('%s is %s, and may pass', (reason, code) => {
    const failure = classifyNetworkFailure(new NetworkFailure(reason, 'ECODE: text'));

    expect([failure.row.code, failure.kind, failure.detail]).toEqual([code, 'retry', 'ECODE: text']);
  });
});
