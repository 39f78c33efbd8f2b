import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { assertionTimeProblem } from './assertion-time.ts';
import type { EntraErrorCode } from './entra-error.ts';
import { type Claims, type JwtParts, jwtParts } from './jwt-parts.ts';

/** Why an assertion is refused. */
export interface AssertionProblem {
  readonly code: EntraErrorCode;
  readonly detail: string;
}

export interface AssertionCheck {
  readonly assertion: string;
  readonly clientId: string;
  /** Addresses of the token endpoint; `aud` must be one of them. */
  readonly audiences: readonly string[];
  /** PEM certificates that are registered for the application. */
  readonly certificates: readonly string[];
  readonly now: number;
}

/** The registered certificate that the header names by its thumbprint: `x5t#S256` or the older SHA-1 `x5t`. */
function certificateFor(header: Claims, certificates: readonly string[]): X509Certificate | undefined {
  return certificates
    .map((pem) => new X509Certificate(pem))
    .find((certificate) => {
      const thumbprint = (algorithm: string): string =>
        createHash(algorithm).update(certificate.raw).digest('base64url');
      return header['x5t#S256'] === thumbprint('sha256') || header.x5t === thumbprint('sha1');
    });
}

function isSigned({ header, signed, signature }: JwtParts, certificate: X509Certificate): boolean {
  const key = certificate.publicKey;
  if (header.alg === 'RS256') return verify('RSA-SHA256', Buffer.from(signed), key, signature);
  if (header.alg !== 'PS256') return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('RSA-SHA256', Buffer.from(signed), { key, padding, saltLength: 32 }, signature);
}

/** Verifies a signed assertion as Entra ID does (certificate credentials). Undefined when it is good. */
export function checkClientAssertion(check: AssertionCheck): AssertionProblem | undefined {
  const parts = jwtParts(check.assertion);
  if (parts === undefined) return { code: 50027, detail: '' };
  const { header, claims } = parts;
  if (claims.iss !== check.clientId || claims.sub !== check.clientId) return { code: 700021, detail: '' };
  const audience = String(claims.aud);
  if (!check.audiences.some((each) => each.toLowerCase() === audience.toLowerCase())) {
    return { code: 700023, detail: audience };
  }
  const certificate = certificateFor(header, check.certificates);
  if (certificate === undefined) return { code: 700027, detail: 'the key was not found by its thumbprint' };
  if (!isSigned(parts, certificate)) {
    return { code: 700027, detail: 'the signature is not that of the registered certificate' };
  }
  const isOver = Date.parse(certificate.validTo) < check.now;
  if (isOver) return { code: 700027, detail: 'the key used is expired' };
  return assertionTimeProblem(claims, check.now);
}
