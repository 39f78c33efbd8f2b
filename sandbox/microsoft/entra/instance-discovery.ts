import { jsonReply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { entraError } from './entra-error.ts';

/** Tells a client whether an authority can be trusted; here only this very host can. */
export function instanceDiscoveryRoute(): Route {
  return {
    operation: 'instance-discovery',
    method: 'GET',
    pattern: /^\/common\/discovery\/instance$/i,
    handle: ({ base, query, at }) => {
      const endpoint = query.get('authorization_endpoint');
      if (endpoint === undefined) return entraError(900144, 'authorization_endpoint', at);
      if (!endpoint.startsWith(`${base}/`)) return entraError(50049, endpoint, at);
      const host = new URL(base).host;
      const authority = endpoint.replace(/\/oauth2\/.*$/i, '');
      return jsonReply(200, {
        tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      });
    },
  };
}
