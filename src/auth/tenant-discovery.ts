import type { Clock } from '../lib/clock.ts';
import type { SendRequest } from '../lib/http-request.ts';
import { isJsonObject, tryParseJson } from '../lib/json-object.ts';
import { NetworkFailure } from '../lib/network-failure.ts';
import { quotable } from '../lib/quotable.ts';
import { AuthError } from './auth-error.ts';
import { classifyNetworkFailure, classifyTokenError } from './classify-token-error.ts';
import type { Cloud } from './clouds.ts';
import { authErrors } from './errors.ts';

/** What Entra tells everybody about a tenant. */
export interface TenantFacts {
  /** GUID, in lower case. */
  readonly tenantId: string;
  /** Null where the login host does not tell. */
  readonly cloud: Cloud | null;
}

export interface DiscoveryOptions {
  readonly send: SendRequest;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks a login host for a tenant, named by GUID or domain, by its OpenID configuration; needs no credential.
 * @throws AuthError, or the signal's reason
 */
export async function discoverTenant(
  loginUrl: string,
  tenant: string,
  { send, clock, signal }: DiscoveryOptions,
): Promise<TenantFacts> {
  const url = `${loginUrl}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  let answer: Awaited<ReturnType<SendRequest>>;
  try {
    answer = await send({ method: 'GET', url, headers: {}, signal });
  } catch (error) {
    if (error instanceof NetworkFailure) throw new AuthError(classifyNetworkFailure(error));
    throw error;
  }
  const body = answer.body.toString('utf8');
  const facts = answer.status === 200 ? readTenantFacts(body) : null;
  if (facts !== null) return facts;
  const failure = classifyTokenError({ ...answer, body }, clock());
  if (answer.status === 200) throw new AuthError({ row: authErrors.answerUnreadable, kind: 'retry' });
  throw new AuthError({ ...failure, detail: quotable(failure.detail ?? '', []) });
}

/** Reads an OpenID configuration; null where it names no tenant. */
export function readTenantFacts(body: string): TenantFacts | null {
  const metadata = tryParseJson(body);
  if (!isJsonObject(metadata) || typeof metadata.issuer !== 'string') return null;
  const tenantId = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i.exec(metadata.issuer)?.[1];
  return tenantId === undefined ? null : { tenantId: tenantId.toLowerCase(), cloud: cloudOf(metadata) };
}

/**
 * The cloud by the members that Entra adds to the OpenID configuration: the instance has a name of its own in China and
 * for US government; within those, and within the worldwide one, the sub-scope of the region tells.
 */
function cloudOf(metadata: Readonly<Record<string, unknown>>): Cloud | null {
  const { cloud_instance_name: instance, tenant_region_sub_scope: subScope } = metadata;
  if (instance === 'partner.microsoftonline.cn' || instance === 'chinacloudapi.cn') return 'china';
  if (instance === 'microsoftonline.us') return subScope === 'DOD' ? 'dod' : 'gcc-high';
  if (instance !== 'microsoftonline.com') return null;
  if (subScope === 'DODCON') return 'gcc-high';
  if (subScope === 'DOD') return 'dod';
  return subScope === 'GCC' ? 'gcc' : 'commercial';
}
