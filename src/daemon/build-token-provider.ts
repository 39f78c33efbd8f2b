import { createCertificateProvider } from '../auth/certificate.ts';
import type { CertificateSource } from '../auth/certificate-source.ts';
import { createClientSecretProvider } from '../auth/client-secret.ts';
import { resolveCloud } from '../auth/clouds.ts';
import { type CredentialExpiry, certificateExpiry, watchingExpiry } from '../auth/credential-expiry.ts';
import { createManagedIdentityProvider } from '../auth/managed-identity.ts';
import { namingCloud } from '../auth/name-cloud.ts';
import { createSignInStore, type SignInStore, signInPath } from '../auth/sign-in-store.ts';
import { createStoredSignInProvider } from '../auth/stored-sign-in.ts';
import type { TokenProvider } from '../auth/token-provider.ts';
import type { UserTokenOptions } from '../auth/user-client.ts';
import { createWorkloadIdentityProvider } from '../auth/workload-identity.ts';
import type { Config, TenantConfig } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import { createHttpClient, type SendRequest } from '../lib/http-request.ts';
import { createSteadyClock } from '../lib/steady-clock.ts';
import type { SourceEvents } from '../telemetry/events.ts';
import type { Networks } from './networks.ts';

export interface TokenBuildOptions {
  readonly config: Config;
  readonly tenant: TenantConfig;
  readonly networks: Networks;
  /** The HTTP clients that all tenants share, for the API and for the login host; by default the tenant has its own. */
  readonly send?: SendRequest | undefined;
  readonly sendLogin?: SendRequest | undefined;
  readonly events: SourceEvents;
  readonly clock: Clock;
}

type AuthConfig = TenantConfig['auth'];
type CertificateConfig = Extract<AuthConfig, { readonly method: 'certificate' }>;
/** Methods with which a person signs in. */
type UserAuthConfig = Extract<AuthConfig, { readonly method: 'device_code' | 'authorization_code' }>;

/**
 * The tokens of a tenant, by the credential that is configured.
 * @throws AuthError when a certificate or key cannot be used
 */
export function buildTokenProvider(options: TokenBuildOptions): TokenProvider {
  const { config, tenant, networks, events, clock } = options;
  const timeoutMs = config.fetch.timeout;
  const send = options.sendLogin ?? createHttpClient({ timeoutMs, maxSockets: 1, network: networks.login });
  const address = { tenant: tenant.id, cloud: tenant.cloud, overrides: tenant.endpoints };
  const provider = namingCloud(buildByMethod(options), address, { send, clock });
  const read = () => credentialExpiry(tenant.auth);
  return watchingExpiry(provider, { tenantId: tenant.id, read, clock, events });
}

/**
 * When the credential of a tenant ends; null where it has no end, or none that anybody told.
 * @throws AuthError when a certificate cannot be read
 */
export function credentialExpiry(auth: AuthConfig): CredentialExpiry | null {
  if (auth.method === 'certificate') return certificateExpiry(certificateSource(auth));
  const expiresMs = auth.method === 'client_secret' ? auth.client_secret_expires : undefined;
  return expiresMs === undefined ? null : { credential: 'client_secret', expiresMs };
}

/** Where the sign-in of a person is kept. */
export function buildSignInStore(
  { checkpoint }: Config,
  tenantId: string,
  auth: UserAuthConfig,
): SignInStore {
  return createSignInStore(signInPath(checkpoint.path, tenantId, auth.client_id));
}

/** What signing a person in needs, whichever way it is done. */
export function userTokenOptions(options: TokenBuildOptions, auth: UserAuthConfig): UserTokenOptions {
  const clientSecret = auth.method === 'authorization_code' ? auth.client_secret : undefined;
  return { ...commonOptions(options), clientId: auth.client_id, clientSecret };
}

function commonOptions({ config, tenant, networks, sendLogin, events, clock }: TokenBuildOptions) {
  const { loginUrl, managementAudience: audience } = resolveCloud(tenant.cloud, tenant.endpoints);
  const timeoutMs = config.fetch.timeout;
  // A token's life is a duration: a clock that is set must not make it longer or shorter.
  const steady = createSteadyClock(clock);
  const http = { timeoutMs, network: networks.login, send: sendLogin };
  return { tenantId: tenant.id, loginUrl, audience, ...http, clock: steady, events };
}

function buildByMethod(options: TokenBuildOptions): TokenProvider {
  const { auth } = options.tenant;
  const common = commonOptions(options);
  switch (auth.method) {
    case 'client_secret':
      return createClientSecretProvider({
        ...common,
        clientId: auth.client_id,
        clientSecret: auth.client_secret,
      });
    case 'certificate':
      return createCertificateProvider({
        ...common,
        clientId: auth.client_id,
        source: certificateSource(auth),
      });
    case 'managed_identity': {
      const { client_id: clientId, object_id: objectId, resource_id: resourceId } = auth;
      return createManagedIdentityProvider({ ...common, identity: { clientId, objectId, resourceId } });
    }
    case 'workload_identity': {
      const { client_id: clientId, federated_token: federatedToken } = auth;
      return createWorkloadIdentityProvider({ ...common, clientId, federatedToken });
    }
    case 'device_code':
    case 'authorization_code': {
      const store = buildSignInStore(options.config, common.tenantId, auth);
      return createStoredSignInProvider({ ...userTokenOptions(options, auth), store });
    }
  }
}

/** The configuration was checked: without a PFX file both texts are there. */
function certificateSource(auth: CertificateConfig): CertificateSource {
  const { certificate, private_key: privateKey, pfx: pfxFile, passphrase } = auth;
  if (pfxFile !== undefined) return { pfxFile, passphrase };
  if (certificate === undefined || privateKey === undefined) {
    throw new TypeError('a certificate without its key passed validation');
  }
  return { certificate, privateKey, passphrase };
}
