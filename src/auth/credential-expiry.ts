import type { Clock } from '../lib/clock.ts';
import type { SourceEvents } from '../telemetry/events.ts';
import { type CertificateSource, readCertificateSource } from './certificate-source.ts';
import type { TokenProvider } from './token-provider.ts';

/** When a credential ends. */
export interface CredentialExpiry {
  readonly credential: 'certificate' | 'client_secret';
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}

/** The end of a certificate as it is in its files now. @throws AuthError when it cannot be read */
export function certificateExpiry(source: CertificateSource): CredentialExpiry {
  return { credential: 'certificate', expiresMs: readCertificateSource(source).expiresMs };
}

/** How near the end is: `fine` beyond 30 days, `soon` within them, `urgent` within 7 days, `over` past it. */
export type ExpiryStage = 'fine' | 'soon' | 'urgent' | 'over';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function expiryStage(leftMs: number): ExpiryStage {
  if (leftMs <= 0) return 'over';
  if (leftMs <= 7 * dayMs) return 'urgent';
  return leftMs <= 30 * dayMs ? 'soon' : 'fine';
}

export interface ExpiryWatchOptions {
  readonly tenantId: string;
  /** Null where the credential has no end that is known. */
  readonly read: () => CredentialExpiry | null;
  readonly clock: Clock;
  readonly events: Pick<SourceEvents, 'credentialExpires'>;
}

/** The same tokens; once an hour, on the way, it is told how long the credential still lives. */
export function watchingExpiry(provider: TokenProvider, options: ExpiryWatchOptions): TokenProvider {
  const { tenantId, read, clock, events } = options;
  let told: ExpiryStage = 'fine';
  let nextMs = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    nextMs = clock() + hourMs;
    const expiry = readOrNull(read);
    if (expiry === null) return;
    const leftMs = expiry.expiresMs - clock();
    const stage = expiryStage(leftMs);
    const warn = stage !== 'fine' && stage !== told;
    events.credentialExpires({ tenantId, credential: expiry.credential, leftMs, warn });
    told = stage;
  };
  return {
    getToken(tokenOptions) {
      if (clock() >= nextMs) look();
      return provider.getToken(tokenOptions);
    },
  };
}

/** What cannot be read is told by the request for a token. */
function readOrNull(read: () => CredentialExpiry | null): CredentialExpiry | null {
  try {
    return read();
  } catch {
    return null;
  }
}
