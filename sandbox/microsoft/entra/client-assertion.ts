import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { EntraErrorCode } from './entra-error.ts';

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

type Claims = Readonly<Record<string, unknown>>;

/** The service allows for clocks that differ by five minutes. */
const CLOCK_TOLERANCE_S = 300;

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
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

function isSigned(alg: unknown, signed: string, signature: string, certificate: X509Certificate): boolean {
  const key = certificate.publicKey;
  const bytes = Buffer.from(signature, 'base64url');
  if (alg === 'RS256') return verify('RSA-SHA256', Buffer.from(signed), key, bytes);
  if (alg !== 'PS256') return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('RSA-SHA256', Buffer.from(signed), { key, padding, saltLength: 32 }, bytes);
}

function timeProblem(claims: Claims, now: number): AssertionProblem | undefined {
  const seconds = now / 1000;
  const { exp, nbf } = claims;
  const expired = typeof exp !== 'number' || exp + CLOCK_TOLERANCE_S < seconds;
  const early = typeof nbf === 'number' && nbf - CLOCK_TOLERANCE_S > seconds;
  if (!expired && !early) return undefined;
  return {
    code: 700024,
    detail: `current time ${Math.floor(seconds)}, nbf ${String(nbf)}, exp ${String(exp)}`,
  };
}

/** Verifies a signed assertion as Entra ID does (certificate credentials). Undefined when it is good. */
export function checkClientAssertion(check: AssertionCheck): AssertionProblem | undefined {
  const [head = '', body = '', signature = '', ...rest] = check.assertion.split('.');
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined || rest.length > 0) return { code: 50027, detail: '' };
  if (claims.iss !== check.clientId || claims.sub !== check.clientId) return { code: 700021, detail: '' };
  const audience = String(claims.aud);
  if (!check.audiences.some((each) => each.toLowerCase() === audience.toLowerCase())) {
    return { code: 700023, detail: audience };
  }
  const certificate = certificateFor(header, check.certificates);
  if (certificate === undefined) return { code: 700027, detail: 'the key was not found by its thumbprint' };
  if (!isSigned(header.alg, `${head}.${body}`, signature, certificate)) {
    return { code: 700027, detail: 'the signature is not that of the registered certificate' };
  }
  return timeProblem(claims, check.now);
}
