import { isManagementResource } from '../clouds.ts';
import type { Exchange } from '../http/exchange.ts';
import { htmlReply, jsonReply, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { checkClient } from './client-credentials.ts';
import { isOfOtherInstance } from './cloud-instance.ts';
import { type EntraErrorCode, entraError, isEntraErrorCode } from './entra-error.ts';
import { requestedResource } from './requested-resource.ts';
import { tenantOf } from './tenant-of.ts';
import { answerUserGrant, isUserGrant } from './user-grants.ts';

function tokenFault({ faults }: World, tenantId: string, at: number): Reply | undefined {
  const key = `${tenantId}/token`;
  if (faults.strike('token-html', key)) return htmlReply(503);
  if (faults.strike('token-invalid-json', key)) return jsonReply(200, '{"access_token":');
  if (faults.strike('token-cut', key)) return { ...jsonReply(200, { access_token: 'cut' }), delivery: 'cut' };
  if (faults.strike('token-reset', key)) return { ...jsonReply(200, {}), delivery: 'reset' };
  if (faults.strike('token-stall', key)) return { ...jsonReply(200, {}), delivery: 'stall' };
  const throttled = faults.strike('token-429', key);
  if (throttled !== undefined) {
    return { ...entraError(90033, '', at), status: 429, headers: { 'retry-after': String(throttled.value) } };
  }
  const error = faults.strike('token-error', key);
  if (error === undefined) return undefined;
  const code = Number(error.value);
  return entraError(isEntraErrorCode(code) ? code : 90033, '', at);
}

function issue(world: World, tenantId: string, audience: string, version: 1 | 2): Reply {
  const { clientId, roles, tokenLifetimeSeconds: lifetimeSeconds } = world.settings;
  const token = world.tokens.issue({ tenantId, clientId, audience, roles, lifetimeSeconds });
  if (version === 2) {
    const times = { expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds };
    return jsonReply(200, { token_type: 'Bearer', ...times, access_token: token });
  }
  const now = Math.floor(world.settings.clock() / 1000);
  return jsonReply(200, {
    token_type: 'Bearer',
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(now + lifetimeSeconds),
    not_before: String(now),
    resource: audience,
    access_token: token,
  });
}

function answer(world: World, exchange: Exchange, tenant: string, version: 1 | 2): Reply {
  const refuse = (code: EntraErrorCode, detail = ''): Reply => entraError(code, detail, exchange.at);
  const found = tenantOf(tenant, world.settings);
  if ('code' in found) return refuse(found.code, tenant);
  const { tenantId } = found;
  const fault = tokenFault(world, tenantId, exchange.at);
  if (fault !== undefined) return fault;
  const form = new URLSearchParams(exchange.body);
  const grantType = form.get('grant_type');
  if (grantType === null) return refuse(900144, 'grant_type');
  if (isUserGrant(grantType)) return answerUserGrant(grantType, { world, exchange, form, tenantId });
  if (grantType !== 'client_credentials') return refuse(70003, grantType);
  const resource = requestedResource(form, version);
  if (typeof resource !== 'string') return refuse(resource.code, resource.detail);
  if (isOfOtherInstance(resource, world.settings.cloud)) return refuse(900382);
  const problem = checkClient(exchange, form, tenant, world.settings);
  if (problem !== undefined) return refuse(problem.code, problem.detail);
  if (!isManagementResource(resource)) return refuse(500011, resource);
  return issue(world, tenantId, resource, version);
}

/** The token endpoints, v2.0 and v1, for apps and for people. */
export function tokenRoutes(world: World): Route[] {
  return [
    {
      operation: 'token',
      method: 'POST',
      pattern: /^\/(?<tenant>[^/]+)\/oauth2\/v2\.0\/token$/i,
      handle: (exchange, { tenant = '' }) => answer(world, exchange, tenant, 2),
    },
    {
      operation: 'token-v1',
      method: 'POST',
      pattern: /^\/(?<tenant>[^/]+)\/oauth2\/token$/i,
      handle: (exchange, { tenant = '' }) => answer(world, exchange, tenant, 1),
    },
  ];
}
