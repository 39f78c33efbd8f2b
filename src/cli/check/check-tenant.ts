import { neededPermissions } from '../../auth/permissions.ts';
import type { TokenProvider } from '../../auth/token-provider.ts';
import { readStreamFacts, type StreamFacts } from '../../checkpoint/read-stream-facts.ts';
import { apiClientOptions, type SourceBuildOptions } from '../../daemon/build-source.ts';
import { buildTokenProvider } from '../../daemon/build-token-provider.ts';
import { daemonErrors } from '../../daemon/errors.ts';
import { streamsOf } from '../../daemon/streams.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { ApiClient } from '../../source/management-api/client.ts';
import type { Subscription } from '../../source/management-api/parse-subscriptions.ts';
import { recentContent } from '../../source/management-api/recent-content.ts';
import { readSubscriptions } from '../../source/management-api/subscriptions.ts';
import { checkClock } from './check-clock.ts';
import { checkAddress, checkExpiry } from './check-credential.ts';
import { judgeContent } from './judge-content.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** Tries a tenant's token, what it may read, and how each content type is subscribed. Changes nothing. */
export async function checkTenant(options: SourceBuildOptions, signal: AbortSignal): Promise<Verdict[]> {
  const { tenant, verdicts } = await checkAddress(options, signal);
  if (tenant === null) return verdicts;
  return [...verdicts, ...checkExpiry(options), ...(await checkAccess({ ...options, tenant }, signal))];
}

async function checkAccess(options: SourceBuildOptions, signal: AbortSignal): Promise<Verdict[]> {
  const { tenant } = options;
  const name = tenant.name ?? tenant.id;
  let tokenProvider: TokenProvider;
  let token: string;
  try {
    tokenProvider = buildTokenProvider(options);
    token = await tokenProvider.getToken({ signal });
  } catch (error) {
    return [problem(name, 'token', error)];
  }
  const common = [ok(name, 'token', 'obtained'), ...checkRoles(name, tenant.content_types, token)];
  const client = new ApiClient(apiClientOptions(options, tokenProvider));
  try {
    const subscriptions = await readSubscriptions(client, signal);
    const types = await checkTypes(options, client, subscriptions, signal);
    return [...common, ...checkClock(name, client.serviceClock.reading), ...types];
  } catch (error) {
    signal.throwIfAborted();
    const clock = checkClock(name, client.serviceClock.reading);
    return [...common, ...clock, problem(name, 'Management API', error)];
  }
}

function checkRoles(name: string, contentTypes: readonly string[], token: string): Verdict[] {
  const needed = neededPermissions(token, contentTypes);
  if (needed === null) {
    return [
      { subject: name, check: 'permissions', status: 'unknown', message: 'the token does not show them' },
    ];
  }
  return needed.map(({ role, granted }) => {
    if (granted) return ok(name, role, 'granted');
    const isRead = role === 'ActivityFeed.Read';
    const row = isRead ? daemonErrors.readPermissionMissing : daemonErrors.dlpPermissionMissing;
    return problem(name, role, new CodedError(row), isRead ? 'failed' : 'warning');
  });
}

/** Each content type on its own: what one may not read says nothing about the others. */
async function checkTypes(
  { config, tenant }: SourceBuildOptions,
  client: ApiClient,
  subscriptions: readonly Subscription[],
  signal: AbortSignal,
): Promise<Verdict[]> {
  const remembered = rememberedFacts(config.checkpoint.path);
  const verdicts = streamsOf(tenant).map(async ({ contentType }) => {
    const lower = contentType.toLowerCase();
    const subscription = subscriptions.find((one) => one.contentType.toLowerCase() === lower);
    const isOn = subscription !== undefined && subscription.status !== 'disabled';
    return judgeContent({
      subject: tenant.name ?? tenant.id,
      contentType,
      subscription,
      remembered: remembered.find((one) => one.tenant === tenant.id && one.contentType === contentType),
      recent: isOn ? await listRecent(client, contentType, signal) : undefined,
      nowMs: client.serviceClock.now(),
    });
  });
  return await Promise.all(verdicts);
}

async function listRecent(client: ApiClient, contentType: string, signal: AbortSignal) {
  try {
    return await recentContent(client, contentType, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return error;
    throw error;
  }
}

/** Nothing, where there is no ledger yet or it cannot be read: that has a verdict of its own. */
function rememberedFacts(path: string): readonly StreamFacts[] {
  try {
    return readStreamFacts(path);
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}
