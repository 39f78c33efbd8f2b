import { describe, expect, it } from 'vitest';
import { networkFailureReason } from '../../../src/lib/network-failure.ts';

describe('networkFailureReason', () => {
  it.each([
    ['ECONNREFUSED', false, 'unreachable'],
    ['ENOTFOUND', false, 'unreachable'],
    ['ECONNRESET', false, 'unreachable'],
    ['ECONNRESET', true, 'cut'],
    ['ERR_HTTP_CONTENT_LENGTH_MISMATCH', true, 'cut'],
    ['Z_BUF_ERROR', true, 'cut'],
    ['HPE_INVALID_CONSTANT', false, 'cut'],
    ['ETIMEDOUT', false, 'timeout'],
    ['ETIMEDOUT', true, 'timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'tls'],
    ['CERT_HAS_EXPIRED', false, 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'tls'],
  ] as const)('%s (answering: %s) is %s', (code, answering, reason) => {
    expect(networkFailureReason(code, answering)).toBe(reason);
  });
});
