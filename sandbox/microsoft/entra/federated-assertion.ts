import { createPublicKey, verify } from 'node:crypto';
import { assertionTimeProblem } from './assertion-time.ts';
import type { AssertionProblem } from './client-assertion.ts';
import { jwtParts } from './jwt-parts.ts';

/** An outside issuer that the application trusts for one subject. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  /** Public RSA key of the issuer, PEM. The service would fetch it from the issuer. */
  readonly publicKey: string;
}

/** The audience that tokens for Entra must have (workload identity federation). */
export const FEDERATION_AUDIENCE = 'api://AzureADTokenExchange';

/** Verifies the token of an outside issuer as Entra ID does. Undefined when it is good. */
export function checkFederatedAssertion(
  assertion: string,
  credentials: readonly FederatedCredential[],
  now: number,
): AssertionProblem | undefined {
  const parts = jwtParts(assertion);
  if (parts === undefined) return { code: 50027, detail: '' };
  const { iss, sub, aud } = parts.claims;
  const ofIssuer = credentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) return { code: 700211, detail: String(iss) };
  const credential = ofIssuer.find(({ subject }) => subject === sub);
  if (credential === undefined) return { code: 700213, detail: String(sub) };
  if (![aud].flat().includes(FEDERATION_AUDIENCE)) return { code: 700212, detail: String(aud) };
  const key = createPublicKey(credential.publicKey);
  const isSigned =
    parts.header.alg === 'RS256' && verify('RSA-SHA256', Buffer.from(parts.signed), key, parts.signature);
  if (!isSigned) return { code: 50013, detail: 'the signature is not that of the issuer' };
  return assertionTimeProblem(parts.claims, now);
}
