import { type AppTokenOptions, createAppTokenProvider } from './app-token.ts';
import { readCertificatePair } from './certificate-pair.ts';
import type { TokenProvider } from './token-provider.ts';

export interface CertificateOptions extends AppTokenOptions {
  /** The certificate, PEM; issuers may follow. */
  readonly certificate: string;
  /** Its RSA private key, PEM, not encrypted. */
  readonly privateKey: string;
}

/**
 * Tokens for an app that signs an assertion with its certificate: PS256, x5t#S256 and x5c in its header
 * (Entra documentation, certificate credentials).
 * @throws AuthError when the certificate or the key cannot be used
 */
export function createCertificateProvider(options: CertificateOptions): TokenProvider {
  const { thumbprintSha256, privateKey, chain } = readCertificatePair(
    options.certificate,
    options.privateKey,
  );
  return createAppTokenProvider(options, { clientCertificate: { thumbprintSha256, privateKey, x5c: chain } });
}
