import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isManagementResource } from '../clouds.ts';
import type { Exchange } from '../http/exchange.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';

/** A user-assigned identity of the machine. */
export interface ManagedIdentity {
  readonly clientId: string;
  readonly objectId: string;
  readonly resourceId: string;
}

/** How the three ways of naming an identity are spelled, in the query and in the echo of Azure Arc. */
const SELECTORS = [
  { names: ['client_id'], of: ({ clientId }: ManagedIdentity) => clientId },
  { names: ['object_id', 'principal_id'], of: ({ objectId }: ManagedIdentity) => objectId },
  { names: ['msi_res_id', 'mi_res_id'], of: ({ resourceId }: ManagedIdentity) => resourceId },
] as const;

interface Wanted {
  readonly clientId: string;
  /** What Azure Arc repeats of the request. */
  readonly echo: Readonly<Record<string, string>>;
}

/** The identity that a request names, or the system-assigned one; undefined when the machine has no such. */
function wantedIdentity({ settings }: World, { query }: Exchange): Wanted | undefined {
  for (const { names, of } of SELECTORS) {
    const name = names.find((each) => query.get(each) !== undefined);
    const value = name === undefined ? undefined : query.get(name)?.toLowerCase();
    if (name === undefined || value === undefined) continue;
    const found = settings.managedIdentities.find((one) => of(one).toLowerCase() === value);
    return found === undefined ? undefined : { clientId: found.clientId, echo: { [name]: of(found) } };
  }
  const { systemIdentity } = settings;
  return systemIdentity === undefined ? undefined : { clientId: systemIdentity, echo: {} };
}

function refusal(status: number, error: string, description: string): Reply {
  return { ...jsonReply(status, { error, error_description: description }), code: error };
}

/** A token for the first tenant, with its numbers as text, as the endpoints give them. */
function token(world: World, { query }: Exchange, wanted: Wanted, isRelative: boolean): Reply {
  const { tenants, roles, tokenLifetimeSeconds: lifetimeSeconds, clock } = world.settings;
  const audience = query.get('resource') ?? '';
  const order = { tenantId: tenants[0] ?? '', clientId: wanted.clientId, audience, roles, lifetimeSeconds };
  const now = Math.floor(clock() / 1000);
  return jsonReply(200, {
    access_token: world.tokens.issue(order),
    client_id: wanted.clientId,
    expires_on: String(now + lifetimeSeconds),
    ...(isRelative
      ? { expires_in: String(lifetimeSeconds), not_before: String(now), refresh_token: '' }
      : {}),
    resource: audience,
    token_type: 'Bearer',
    ...wanted.echo,
  });
}

/** IMDS of a virtual machine or of AKS. */
function imds(world: World, exchange: Exchange): Reply {
  const resource = exchange.query.get('resource') ?? '';
  if (!isManagementResource(resource)) {
    return refusal(
      400,
      'invalid_resource',
      `AADSTS500011: The resource principal named ${resource} was not found.`,
    );
  }
  const wanted = wantedIdentity(world, exchange);
  if (wanted === undefined) return refusal(400, 'invalid_request', 'Identity not found');
  return token(world, exchange, wanted, true);
}

/** Azure Arc: the first answer names a file that only the agent's users can read; its content opens the second. */
function arc(world: World, exchange: Exchange, keys: Set<string>): Reply {
  const key = /^Basic (.+)$/.exec(exchange.headers.authorization ?? '')?.[1];
  if (key === undefined) {
    const secret = randomUUID();
    const file = join(world.settings.arcKeyFolder, `${secret}.key`);
    mkdirSync(world.settings.arcKeyFolder, { recursive: true });
    writeFileSync(file, secret, { mode: 0o600 });
    keys.add(secret);
    return jsonReply(401, {}, { 'www-authenticate': `Basic realm=${file}` });
  }
  if (!keys.delete(key)) return refusal(401, 'unauthorized', 'The key is not the one of the file.');
  return imds(world, exchange);
}

function appService(world: World, exchange: Exchange): Reply {
  const { headers, query } = exchange;
  const problem = (status: number, message: string) => jsonReply(status, { statusCode: status, message });
  if (headers['x-identity-header'] !== world.settings.identityHeader) return problem(401, 'Unauthorized');
  if (query.get('api-version') !== '2019-08-01') return problem(400, 'The api-version is not supported.');
  const wanted = wantedIdentity(world, exchange);
  if (wanted !== undefined) return token(world, exchange, wanted, false);
  return problem(
    400,
    'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
  );
}

/**
 * The token endpoints that Azure gives its machines (managed identities documentation). IMDS and Azure Arc have the same
 * path and differ by their api-version. With and without a slash at the end: MSAL sends one.
 */
export function managedIdentityRoutes(world: World): Route[] {
  const keys = new Set<string>();
  return [
    {
      operation: 'managed-identity',
      method: 'GET',
      pattern: /^\/metadata\/identity\/oauth2\/token\/?$/i,
      handle: (exchange) => {
        if (exchange.headers.metadata?.toString().toLowerCase() !== 'true') {
          return refusal(400, 'bad_request_102', 'Required metadata header not specified');
        }
        const version = exchange.query.get('api-version') ?? '';
        return /^20(19-11|20-06)-01$/.test(version) ? arc(world, exchange, keys) : imds(world, exchange);
      },
    },
    {
      operation: 'app-service-identity',
      method: 'GET',
      pattern: /^\/msi\/token\/?$/i,
      handle: (exchange) => appService(world, exchange),
    },
  ];
}
