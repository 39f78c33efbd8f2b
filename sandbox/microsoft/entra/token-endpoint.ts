import { isManagementResource } from '../clouds.ts';
import { isGuid } from '../guid.ts';
import type { Exchange } from '../http/exchange.ts';
import { htmlReply, jsonReply, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { checkClient } from './client-credentials.ts';
import { type EntraErrorCode, entraError, isEntraErrorCode } from './entra-error.ts';

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

/** The resource that is asked for: `scope` in v2.0, `resource` in v1. */
function requestedResource(
  form: URLSearchParams,
  version: 1 | 2,
): string | { code: EntraErrorCode; detail: string } {
  const resource = form.get('resource');
  if (version === 1) return resource ?? { code: 900144, detail: 'resource' };
  if (resource !== null) return { code: 901002, detail: '' };
  const scope = form.get('scope')?.trim();
  if (scope === undefined || scope === '') return { code: 900144, detail: 'scope' };
  const found = /^(\S+)\/\.default$/.exec(scope)?.[1];
  return found ?? { code: 70011, detail: scope };
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
  const tenantId = tenant.toLowerCase();
  if (!isGuid(tenantId) && !tenantId.includes('.')) return refuse(900023, tenant);
  if (!world.settings.tenants.includes(tenantId)) return refuse(90002, tenant);
  const fault = tokenFault(world, tenantId, exchange.at);
  if (fault !== undefined) return fault;
  const form = new URLSearchParams(exchange.body);
  const grantType = form.get('grant_type');
  if (grantType === null) return refuse(900144, 'grant_type');
  if (grantType !== 'client_credentials') return refuse(70003, grantType);
  const resource = requestedResource(form, version);
  if (typeof resource !== 'string') return refuse(resource.code, resource.detail);
  const problem = checkClient(exchange, form, tenantId, world.settings);
  if (problem !== undefined) return refuse(problem.code, problem.detail);
  if (!isManagementResource(resource)) return refuse(500011, resource);
  return issue(world, tenantId, resource, version);
}

/** The token endpoints, v2.0 and v1, for the client credentials grant. */
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
