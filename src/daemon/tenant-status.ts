import type { CredentialExpiry } from '../auth/credential-expiry.ts';
import type { TenantConfig } from '../config/config.ts';
import { credentialExpiry } from './build-token-provider.ts';

/** A configured tenant. */
export interface TenantStatus {
  readonly id: string;
  readonly name: string | null;
  /** certificate or client_secret, where it has an end that is known. */
  readonly credential: CredentialExpiry['credential'] | null;
  /** ISO 8601, UTC. */
  readonly credential_expires: string | null;
}

/** When the credentials of tenants end; entries of one tenant are told apart by their order only. */
export function tenantStatuses(tenants: readonly TenantConfig[]): readonly TenantStatus[] {
  return tenants.map(({ id, name = null, auth }) => {
    const expiry = expiryOf(auth);
    const expires = expiry === null ? null : new Date(expiry.expiresMs).toISOString();
    return { id, name, credential: expiry?.credential ?? null, credential_expires: expires };
  });
}

/** A credential that cannot be read is told by the request for a token. */
function expiryOf(auth: TenantConfig['auth']): CredentialExpiry | null {
  try {
    return credentialExpiry(auth);
  } catch {
    return null;
  }
}
