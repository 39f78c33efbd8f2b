import { jsonReply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { cloudInstance } from './cloud-instance.ts';
import { entraError } from './entra-error.ts';
import { tenantOf } from './tenant-of.ts';

/** The metadata of a tenant's authority. MSAL 7 wants the issuer on the host that it asked. */
export function openidConfigurationRoute(world: World): Route {
  return {
    operation: 'openid-configuration',
    method: 'GET',
    pattern: /^\/(?<tenant>[^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i,
    handle: ({ base, at }, { tenant = '' }) => {
      const found = tenantOf(tenant, world.settings);
      if ('code' in found) return entraError(found.code, tenant, at);
      const authority = `${base}/${found.tenantId}`;
      return jsonReply(200, {
        issuer: `${authority}/v2.0`,
        device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
        response_modes_supported: ['query', 'fragment', 'form_post'],
        response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        ...cloudInstance(world.settings.cloud),
      });
    },
  };
}
