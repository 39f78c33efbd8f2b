import { AuthError } from '../../auth/auth-error.ts';
import { expiryStage } from '../../auth/credential-expiry.ts';
import { authErrors } from '../../auth/errors.ts';
import { findTenant, otherCloudError } from '../../auth/find-tenant.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { SourceBuildOptions } from '../../daemon/build-source.ts';
import { credentialExpiry } from '../../daemon/build-token-provider.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { createHttpClient } from '../../lib/http-request.ts';
import { cliErrors } from '../errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** Where a tenant is; null where there is nothing more to be tried with it. */
export interface CheckedAddress {
  readonly tenant: TenantConfig | null;
  readonly verdicts: Verdict[];
}

/** Looks the tenant up, without any credential: its GUID, and whether it lives in the configured cloud. */
export async function checkAddress(
  { config, tenant, networks, clock }: SourceBuildOptions,
  signal: AbortSignal,
): Promise<CheckedAddress> {
  const subject = tenant.name ?? tenant.id;
  const send = createHttpClient({ timeoutMs: config.fetch.timeout, maxSockets: 1, network: networks.login });
  const address = { tenant: tenant.id, cloud: tenant.cloud, overrides: tenant.endpoints };
  const isDomain = tenant.id.includes('.');
  try {
    const facts = await findTenant(address, { send, clock, signal });
    const elsewhere = otherCloudError(tenant.cloud, facts);
    if (elsewhere !== null) return { tenant: null, verdicts: [problem(subject, 'cloud', elsewhere)] };
    const message = isDomain ? `${facts.tenantId}, in ${tenant.cloud}` : tenant.cloud;
    return {
      tenant: { ...tenant, id: facts.tenantId, name: subject },
      verdicts: [ok(subject, isDomain ? 'tenant' : 'cloud', message)],
    };
  } catch (error) {
    signal.throwIfAborted();
    // A gateway may serve tokens only; the request for one then says what is wrong, if anything is.
    const isFinal = error instanceof AuthError && error.code === authErrors.tenantNotFound.code;
    if (!isDomain && !isFinal) return { tenant, verdicts: [] };
    return { tenant: null, verdicts: [problem(subject, 'tenant', error)] };
  }
}

/** How long the credential still lives, where that is known. */
export function checkExpiry({ tenant, clock }: SourceBuildOptions): Verdict[] {
  const subject = tenant.name ?? tenant.id;
  try {
    const expiry = credentialExpiry(tenant.auth);
    if (expiry === null) return [];
    const leftMs = expiry.expiresMs - clock();
    const day = new Date(expiry.expiresMs).toISOString().slice(0, 10);
    const message = `${expiry.credential.replace('_', ' ')} until ${day}, ${Math.floor(leftMs / 86_400_000)} days`;
    const stage = expiryStage(leftMs);
    if (stage === 'fine') return [ok(subject, 'expiry', message)];
    const row = stage === 'over' ? cliErrors.credentialExpired : cliErrors.credentialExpires;
    const status = stage === 'over' ? 'failed' : 'warning';
    return [problem(subject, 'expiry', new CodedError(row, message), status)];
  } catch {
    // What cannot be read fails the request for a token, which says why.
    return [];
  }
}
