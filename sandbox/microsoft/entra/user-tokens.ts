import { jsonReply, type Reply } from '../http/reply.ts';
import type { World } from '../world.ts';
import type { UserGrant } from './sign-in-book.ts';

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The answer that carries a person's tokens: access, refresh and id token, and MSAL's client_info. */
export function userTokens(world: World, grant: UserGrant, base: string): Reply {
  const { settings, signIns, tokens } = world;
  const now = settings.clock();
  const lifetimeSeconds = settings.tokenLifetimeSeconds;
  const access = tokens.issue({ ...grant, roles: settings.roles, lifetimeSeconds, isDelegated: true });
  const uid = tokens.userId(grant);
  const seconds = Math.floor(now / 1000);
  const claims = {
    aud: grant.clientId,
    iss: `${base}/${grant.tenantId}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + lifetimeSeconds,
    oid: uid,
    sub: uid,
    tid: grant.tenantId,
    preferred_username: 'auditor@contoso.example',
    name: 'Sandbox Auditor',
    ver: '2.0',
  };
  return jsonReply(200, {
    token_type: 'Bearer',
    scope: settings.roles.map((role) => `${grant.audience}/${role}`).join(' '),
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: access,
    refresh_token: signIns.issueRefreshToken(grant, now + settings.refreshTokenLifetimeSeconds * 1000),
    id_token: tokens.sign(claims),
    client_info: part({ uid, utid: grant.tenantId }),
  });
}
