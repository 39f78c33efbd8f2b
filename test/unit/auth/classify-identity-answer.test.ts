import { describe, expect, it } from 'vitest';
import {
  classifyIdentityAnswer,
  classifyIdentityNetworkFailure,
} from '../../../src/auth/classify-identity-answer.ts';
import { NetworkFailure } from '../../../src/lib/network-failure.ts';

describe('classifyIdentityAnswer', () => {
  it.each([
    [
      400,
      { error: 'invalid_request', error_description: 'Identity not found' },
      'AUTH_IDENTITY_NOT_FOUND',
      'fatal',
    ],
    [
      400,
      {
        statusCode: 400,
        message: 'No User Assigned or Delegated Managed Identity found for specified ClientId',
      },
      'AUTH_IDENTITY_NOT_FOUND',
      'fatal',
    ],
    [400, { error: 'invalid_resource', error_description: 'unknown' }, 'AUTH_RESOURCE_NOT_FOUND', 'fatal'],
    [
      400,
      { error: 'unauthorized_client', error_description: 'AADSTS700016: no such app' },
      'AUTH_APP_NOT_FOUND',
      'fatal',
    ],
    [400, { error: { code: 'bad_request_102', message: 'header' } }, 'AUTH_IDENTITY_REFUSED', 'fatal'],
    [401, { error: 'unknown_source' }, 'AUTH_IDENTITY_REFUSED', 'fatal'],
    [403, '<html>proxy</html>', 'AUTH_IDENTITY_REFUSED', 'fatal'],
    [404, '', 'AUTH_IDENTITY_UNAVAILABLE', 'retry'],
    [410, '', 'AUTH_IDENTITY_UNAVAILABLE', 'retry'],
    [429, '', 'AUTH_THROTTLED', 'retry'],
    [500, { message: 'oops' }, 'AUTH_IDENTITY_UNAVAILABLE', 'retry'],
    [200, '{}', 'AUTH_IDENTITY_UNAVAILABLE', 'retry'],
  ])('HTTP %i with %j is %s', (status, body, code, kind) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const failure = classifyIdentityAnswer({ status, headers: {}, body: text }, 0);

    expect([failure.row.code, failure.kind]).toEqual([code, kind]);
  });

  it('tells a machine without the endpoint from a certificate that is not trusted', () => {
    expect(classifyIdentityNetworkFailure(new NetworkFailure('unreachable', '')).row.code).toBe(
      'AUTH_IDENTITY_UNAVAILABLE',
    );
    expect(classifyIdentityNetworkFailure(new NetworkFailure('tls', '')).row.code).toBe('AUTH_TLS');
  });
});
