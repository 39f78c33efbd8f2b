import { type AppTokenOptions, createAppTokenProvider } from './app-token.ts';
import { type CertificateSource, readCertificateSource } from './certificate-source.ts';
import { lastGood } from './last-good.ts';
import type { TokenProvider } from './token-provider.ts';

export interface CertificateOptions extends AppTokenOptions {
  readonly source: CertificateSource;
}

/**
 * Tokens for an app that signs an assertion with its certificate: PS256, x5t#S256 and x5c in its header
 * (Entra documentation, certificate credentials).
 * @throws AuthError when the certificate or the key cannot be used
 */
export function createCertificateProvider(options: CertificateOptions): TokenProvider {
  const read = lastGood(() => readCertificateSource(options.source));
  // What only the operator can mend shows at the start, not at the first request.
  read();
  return createAppTokenProvider(options, () => {
    const { thumbprintSha256, privateKey, chain } = read();
    return { clientCertificate: { thumbprintSha256, privateKey, x5c: chain } };
  });
}
