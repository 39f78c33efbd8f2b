import { createSecureContext, type SecureContext } from 'node:tls';
import type { Network } from './network.ts';

/** TLS options of a network, for `node:tls` and whatever passes them on. */
export interface TlsSettings {
  readonly secureContext?: SecureContext;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Made once and shared: given as `ca`, the certificates would be parsed for each connection and be part of each pool key.
 * @throws Error of OpenSSL where certificate, key and passphrase do not fit
 */
export function tlsSettings(network: Network): TlsSettings {
  const { trustedCertificates: ca, clientCertificate: own, unverified } = network;
  const trust = ca === undefined ? {} : { ca: [...ca] };
  const proof = own && { cert: own.certificate, key: own.privateKey };
  const passphrase = own?.passphrase === undefined ? {} : { passphrase: own.passphrase };
  return {
    ...(ca || own ? { secureContext: createSecureContext({ ...trust, ...proof, ...passphrase }) } : {}),
    ...(unverified === true ? { rejectUnauthorized: false } : {}),
  };
}
