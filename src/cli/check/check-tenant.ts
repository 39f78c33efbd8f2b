import { rolesOf } from '../../auth/token-claims.ts';
import type { TokenProvider } from '../../auth/token-provider.ts';
import { apiClientOptions, type SourceBuildOptions } from '../../daemon/build-source.ts';
import { buildTokenProvider } from '../../daemon/build-token-provider.ts';
import { streamsOf } from '../../daemon/streams.ts';
import { CodedError, type ErrorRow } from '../../lib/coded-error.ts';
import { ApiClient } from '../../source/management-api/client.ts';
import type { Subscription } from '../../source/management-api/parse-subscriptions.ts';
import { readSubscriptions } from '../../source/management-api/subscriptions.ts';
import { cliErrors } from '../errors.ts';
import { checkAddress, checkExpiry } from './check-credential.ts';
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
  const roles = checkRoles(name, tenant.content_types, token);
  try {
    const client = new ApiClient(apiClientOptions(options, tokenProvider));
    const subscriptions = await readSubscriptions(client, signal);
    const types = streamsOf(tenant).map((stream) => checkType(name, stream.contentType, subscriptions));
    return [ok(name, 'token', 'obtained'), ...roles, ...types];
  } catch (error) {
    return [ok(name, 'token', 'obtained'), ...roles, problem(name, 'Management API', error)];
  }
}

/** ActivityFeed.Read for everything, ActivityFeed.ReadDlp for DLP.All besides (Management Activity API reference). */
function checkRoles(name: string, contentTypes: readonly string[], token: string): Verdict[] {
  // Tokens are the API's business (Entra documentation, access tokens): one that is no JWT tells us nothing.
  if (token.split('.').length !== 3) {
    return [
      { subject: name, check: 'permissions', status: 'unknown', message: 'the token does not show them' },
    ];
  }
  const roles = rolesOf(token);
  const needed = [
    { role: 'ActivityFeed.Read', needed: true },
    { role: 'ActivityFeed.ReadDlp', needed: contentTypes.includes('DLP.All') },
  ].filter((one) => one.needed);
  return needed.map(({ role }) =>
    roles.includes(role)
      ? ok(name, role, 'granted')
      : problem(
          name,
          role,
          new CodedError(roleMissing(role)),
          role === 'ActivityFeed.Read' ? 'failed' : 'warning',
        ),
  );
}

function roleMissing(role: string): ErrorRow {
  return role === 'ActivityFeed.Read' ? cliErrors.readPermissionMissing : cliErrors.dlpPermissionMissing;
}

function checkType(name: string, contentType: string, subscriptions: readonly Subscription[]): Verdict {
  const found = subscriptions.find((one) => one.contentType.toLowerCase() === contentType.toLowerCase());
  if (found === undefined) {
    return ok(
      name,
      contentType,
      'not subscribed yet; run starts the subscription, and its first content can take up to 12 hours to appear',
    );
  }
  if (found.status === 'disabled') {
    return problem(name, contentType, new CodedError(cliErrors.subscriptionDisabled), 'warning');
  }
  return ok(name, contentType, 'subscribed');
}
