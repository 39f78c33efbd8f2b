/** At what a request failed before there was a whole answer. */
export type NetworkFailureReason = 'unreachable' | 'proxy' | 'timeout' | 'tls' | 'cut';

/** Codes of OpenSSL's certificate verification that do not say so in their prefix (node:tls documentation). */
const certificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'INVALID_CA',
  'HOSTNAME_MISMATCH',
  'EPROTO',
]);

/** A request that got no whole answer. Holds no header and no part of the request. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
  readonly reason: NetworkFailureReason;

  constructor(reason: NetworkFailureReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/**
 * @param code what the socket, OpenSSL or the HTTP parser reported, such as ECONNREFUSED; EPROXY for a tunnel that was not made
 * @param answering whether the answer had begun
 */
export function networkFailureReason(code: string, answering: boolean): NetworkFailureReason {
  if (code === 'EPROXY') return 'proxy';
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return 'timeout';
  if (/^(ERR_TLS|ERR_SSL|CERT_)/.test(code) || certificateCodes.has(code)) return 'tls';
  return answering || code.startsWith('HPE_') ? 'cut' : 'unreachable';
}
