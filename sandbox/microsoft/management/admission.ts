import { CLOUD_RESOURCES } from '../clouds.ts';
import type { TokenGrant } from '../entra/token-issuer.ts';
import { isGuid } from '../guid.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/reply.ts';
import type { World } from '../world.ts';
import { apiError, unauthorized } from './api-error.ts';
import type { Call, ManagementOperation } from './call.ts';

const NO_PUBLISHER = '00000000-0000-0000-0000-000000000000';

/** The grant behind the request's token, or undefined when the service answers 401. */
function grantOf(world: World, exchange: Exchange, tenantId: string): TokenGrant | undefined {
  const token = /^Bearer (\S+)$/i.exec(exchange.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  if (world.tokens.find(token) !== undefined && world.faults.strike('token-revoked', `${tenantId}/api`)) {
    world.tokens.revoke(token);
  }
  const grant = world.tokens.find(token);
  return grant?.audience === CLOUD_RESOURCES[world.settings.cloud] ? grant : undefined;
}

function tooManyRequests({ settings }: World, method: string, publisher: string): Reply {
  const { quotaStatus, retryAfterSeconds } = settings;
  const reply = apiError('AF429', method, publisher);
  const waiting = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { ...reply, status: quotaStatus, headers: { ...reply.headers, ...waiting } };
}

/**
 * Lets a request in, or answers it: token, tenant, roles, publisher and quota, as the service checks them.
 * A missing publisher is let in, as by the service, but counted.
 */
export function admit(
  world: World,
  exchange: Exchange,
  operation: ManagementOperation,
  tenant: string,
  rest: string,
): { readonly call: Call } | { readonly refusal: Reply } {
  const tenantId = tenant.toLowerCase();
  const grant = grantOf(world, exchange, tenantId);
  if (grant === undefined) return { refusal: unauthorized() };
  if (!isGuid(tenantId)) return { refusal: apiError('AF20013', tenant) };
  if (grant.tenantId !== tenantId) return { refusal: apiError('AF20010', tenant, grant.tenantId) };
  if (!world.settings.tenants.includes(tenantId)) return { refusal: apiError('AF20011', tenant) };
  if (!grant.roles.includes('ActivityFeed.Read')) {
    return { refusal: apiError('AF10001', grant.roles.join(',')) };
  }
  const publisher = exchange.query.get('PublisherIdentifier');
  if (publisher === undefined) world.violations.add('publisher-missing', exchange);
  else if (!isGuid(publisher)) return { refusal: apiError('AF20002', 'PublisherIdentifier', 'guid') };
  if (!world.quota.admit(tenantId, exchange.at)) {
    return { refusal: tooManyRequests(world, operation.method, publisher ?? NO_PUBLISHER) };
  }
  return { call: { world, exchange, tenantId, roles: grant.roles, rest } };
}
