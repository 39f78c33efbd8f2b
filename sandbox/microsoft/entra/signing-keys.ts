import { jsonReply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';

/** The public keys of the tokens, as a JWK set. */
export function signingKeysRoute({ tokens }: World): Route {
  return {
    operation: 'signing-keys',
    method: 'GET',
    pattern: /^\/[^/]+\/discovery\/v2\.0\/keys$/i,
    handle: () => {
      const { keyId } = tokens;
      return jsonReply(200, {
        keys: [{ ...tokens.jwk(), use: 'sig', alg: 'RS256', kid: keyId, x5t: keyId }],
      });
    },
  };
}
