import { describe, expect, it } from 'vitest';
import { aadstsCodes } from '../../../src/auth/aadsts-codes.ts';
import { classifyNetworkFailure, classifyTokenError } from '../../../src/auth/classify-token-error.ts';
import { NetworkFailure } from '../../../src/lib/network-failure.ts';

const nowMs = Date.UTC(2026, 7, 1, 12);

function classify(status: number, body: unknown, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyTokenError({ status, headers, body: text }, nowMs);
}

/** An answer as Entra gives it. */
function refusal(aadsts: number, sentence = 'Something is wrong.', error = 'invalid_client') {
  const ids = 'Trace ID: 6f7c Correlation ID: 93ab Timestamp: 2026-08-01 09:00:00Z';
  return { error, error_description: `AADSTS${aadsts}: ${sentence} ${ids}`, error_codes: [aadsts] };
}

const rows = [
  [7000215, 'AUTH_SECRET_WRONG', 'fatal'],
  [7000222, 'AUTH_SECRET_EXPIRED', 'fatal'],
  [7000218, 'AUTH_CREDENTIAL_MISSING', 'fatal'],
  [700016, 'AUTH_APP_NOT_FOUND', 'fatal'],
  [7000112, 'AUTH_APP_DISABLED', 'fatal'],
  [70001, 'AUTH_APP_DISABLED', 'fatal'],
  [700027, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [50012, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [700030, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [50013, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [700024, 'AUTH_ASSERTION_TIME', 'fatal'],
  [500133, 'AUTH_ASSERTION_TIME', 'fatal'],
  [90002, 'AUTH_TENANT_NOT_FOUND', 'fatal'],
  [900023, 'AUTH_TENANT_INVALID', 'fatal'],
  [90038, 'AUTH_OTHER_CLOUD', 'fatal'],
  [900382, 'AUTH_OTHER_CLOUD', 'fatal'],
  [50194, 'AUTH_APP_NOT_MULTITENANT', 'fatal'],
  [50049, 'AUTH_AUTHORITY_REFUSED', 'fatal'],
  [50050, 'AUTH_AUTHORITY_REFUSED', 'fatal'],
  [500011, 'AUTH_RESOURCE_NOT_FOUND', 'fatal'],
  [50001, 'AUTH_RESOURCE_NOT_FOUND', 'fatal'],
  [650052, 'AUTH_RESOURCE_NOT_FOUND', 'fatal'],
  [70011, 'AUTH_SCOPE_INVALID', 'fatal'],
  [901002, 'AUTH_SCOPE_INVALID', 'fatal'],
  [65001, 'AUTH_CONSENT_MISSING', 'fatal'],
  [65004, 'AUTH_CONSENT_MISSING', 'fatal'],
  [90094, 'AUTH_CONSENT_MISSING', 'fatal'],
  [650056, 'AUTH_CONSENT_MISSING', 'fatal'],
  [650057, 'AUTH_CONSENT_MISSING', 'fatal'],
  [700022, 'AUTH_CONSENT_MISSING', 'fatal'],
  [700023, 'AUTH_ASSERTION_AUDIENCE', 'fatal'],
  [53003, 'AUTH_CONDITIONAL_ACCESS', 'fatal'],
  [50074, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50076, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50079, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50034, 'AUTH_USER_REFUSED', 'fatal'],
  [50053, 'AUTH_USER_REFUSED', 'fatal'],
  [50055, 'AUTH_USER_REFUSED', 'fatal'],
  [50057, 'AUTH_USER_REFUSED', 'fatal'],
  [50105, 'AUTH_USER_REFUSED', 'fatal'],
  [50126, 'AUTH_USER_REFUSED', 'fatal'],
  [70016, 'AUTH_SIGN_IN_PENDING', 'retry'],
  [70018, 'AUTH_SIGN_IN_TIMEOUT', 'fatal'],
  [70019, 'AUTH_SIGN_IN_TIMEOUT', 'fatal'],
  [70008, 'AUTH_GRANT_EXPIRED', 'fatal'],
  [700082, 'AUTH_GRANT_EXPIRED', 'fatal'],
  [70043, 'AUTH_GRANT_EXPIRED', 'fatal'],
  [50173, 'AUTH_GRANT_EXPIRED', 'fatal'],
  [54005, 'AUTH_GRANT_EXPIRED', 'fatal'],
  [501481, 'AUTH_REQUEST_MALFORMED', 'fatal'],
  [50011, 'AUTH_REDIRECT_REFUSED', 'fatal'],
  [9002313, 'AUTH_REQUEST_MALFORMED', 'fatal'],
  [900144, 'AUTH_REQUEST_MALFORMED', 'fatal'],
  [50027, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [5002723, 'AUTH_CERTIFICATE_REFUSED', 'fatal'],
  [700021, 'AUTH_APP_NOT_FOUND', 'fatal'],
  [1002012, 'AUTH_SCOPE_INVALID', 'fatal'],
  [70021, 'AUTH_FEDERATION_REFUSED', 'fatal'],
  [700211, 'AUTH_FEDERATION_REFUSED', 'fatal'],
  [700212, 'AUTH_FEDERATION_REFUSED', 'fatal'],
  [700213, 'AUTH_FEDERATION_REFUSED', 'fatal'],
  [700236, 'AUTH_FEDERATION_REFUSED', 'fatal'],
  [900383, 'AUTH_OTHER_CLOUD', 'fatal'],
  [90072, 'AUTH_USER_REFUSED', 'fatal'],
  [50078, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50072, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50158, 'AUTH_INTERACTION_REQUIRED', 'fatal'],
  [50097, 'AUTH_CONDITIONAL_ACCESS', 'fatal'],
  [53000, 'AUTH_CONDITIONAL_ACCESS', 'fatal'],
  [53001, 'AUTH_CONDITIONAL_ACCESS', 'fatal'],
  [530034, 'AUTH_CONDITIONAL_ACCESS', 'fatal'],
  [50020, 'AUTH_USER_REFUSED', 'fatal'],
  [90055, 'AUTH_THROTTLED', 'retry'],
  [50196, 'AUTH_THROTTLED', 'retry'],
  [90024, 'AUTH_UNAVAILABLE', 'retry'],
  [90033, 'AUTH_UNAVAILABLE', 'retry'],
  [90006, 'AUTH_UNAVAILABLE', 'retry'],
] as const;

describe('classifyTokenError by AADSTS number', () => {
  it.each(rows)('AADSTS%i is %s (%s)', (aadsts, code, kind) => {
    const failure = classify(400, refusal(aadsts));

    expect({ code: failure.row.code, kind: failure.kind, aadsts: failure.aadsts }).toEqual({
      code,
      kind,
      aadsts,
    });
  });

  it('has a row in this test for each row of the table', () => {
    expect(rows.map(([aadsts]) => String(aadsts)).sort()).toEqual(Object.keys(aadstsCodes).sort());
  });
});

describe('classifyTokenError', () => {
  it('shows the sentence without trace ids', () => {
    const sentence = "Invalid client secret provided for app 'aaaa'.";

    expect(classify(401, refusal(7000215, sentence)).detail).toBe(`AADSTS7000215: ${sentence}`);
  });

  it('shows the first of several lines', () => {
    const error_description = 'AADSTS90002: Tenant not found.\r\nTrace ID: 1\r\nCorrelation ID: 2';

    expect(classify(400, { error: 'invalid_request', error_description }).detail).toBe(
      'AADSTS90002: Tenant not found.',
    );
  });

  it('takes the number from the text where there is no list of numbers', () => {
    const failure = classify(400, {
      error: 'invalid_request',
      error_description: 'AADSTS90002: Tenant not found.',
    });

    expect([failure.row.code, failure.aadsts]).toEqual(['AUTH_TENANT_NOT_FOUND', 90002]);
  });

  it.each([
    ['an unknown number', 400, refusal(123456), 'AUTH_REFUSED', 'fatal'],
    ['no number at all', 400, { error: 'unauthorized_client' }, 'AUTH_REFUSED', 'fatal'],
    ['an unknown number with 503', 503, refusal(123456), 'AUTH_UNAVAILABLE', 'retry'],
    ['an unknown number with 429', 429, refusal(123456), 'AUTH_THROTTLED', 'retry'],
    ['server_error', 400, { error: 'server_error' }, 'AUTH_UNAVAILABLE', 'retry'],
    ['temporarily_unavailable', 400, { error: 'temporarily_unavailable' }, 'AUTH_UNAVAILABLE', 'retry'],
    ['authorization_pending', 400, { error: 'authorization_pending' }, 'AUTH_SIGN_IN_PENDING', 'retry'],
    ['slow_down', 400, { error: 'slow_down' }, 'AUTH_THROTTLED', 'retry'],
    ['authorization_declined', 400, { error: 'authorization_declined' }, 'AUTH_SIGN_IN_DECLINED', 'fatal'],
    ['expired_token', 400, { error: 'expired_token' }, 'AUTH_SIGN_IN_TIMEOUT', 'fatal'],
    ['access_denied in a redirect', 400, { error: 'access_denied' }, 'AUTH_SIGN_IN_DECLINED', 'fatal'],
    ['500 without JSON', 500, '<html>', 'AUTH_UNAVAILABLE', 'retry'],
    ['429 without JSON', 429, '', 'AUTH_THROTTLED', 'retry'],
    ['408', 408, '', 'AUTH_UNAVAILABLE', 'retry'],
    ['a page of a proxy', 403, '<html>Sign in</html>', 'AUTH_ANSWER_UNREADABLE', 'retry'],
    ['200 without a token', 200, '{"hello":1}', 'AUTH_ANSWER_UNREADABLE', 'retry'],
    ['JSON that is no object', 400, '[1]', 'AUTH_ANSWER_UNREADABLE', 'retry'],
  ])('judges %s', (_name, status, body, code, kind) => {
    const failure = classify(status, body);

    expect([failure.row.code, failure.kind]).toEqual([code, kind]);
  });

  it('passes on how long Entra asks to wait', () => {
    expect(classify(429, '', { 'retry-after': '20' }).retryAfterMs).toBe(20_000);
  });
});

describe('classifyNetworkFailure', () => {
  it.each([
    ['unreachable', 'AUTH_UNREACHABLE'],
    ['cut', 'AUTH_UNREACHABLE'],
    ['timeout', 'AUTH_TIMEOUT'],
    ['tls', 'AUTH_TLS'],
  ] as const)('%s is %s, and may pass', (reason, code) => {
    const failure = classifyNetworkFailure(new NetworkFailure(reason, 'ECODE: text'));

    expect([failure.row.code, failure.kind, failure.detail]).toEqual([code, 'retry', 'ECODE: text']);
  });
});
