import { randomUUID } from 'node:crypto';
import { resolveCloud } from '../auth/clouds.ts';
import type { TenantConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import type { CliContext, ExitCode } from './context.ts';
import { cliErrors } from './errors.ts';
import { readConfig } from './read-config.ts';
import { selectTenants } from './select-tenants.ts';

export interface ConsentUrlOptions {
  readonly config?: string;
  readonly tenant?: string;
  readonly redirectUri?: string;
  readonly state?: string;
}

/** Prints the address at which an administrator consents to the app, and what that grants. */
export function consentUrl(options: ConsentUrlOptions, context: CliContext): ExitCode {
  const config = readConfig(options.config, context);
  const texts = selectTenants(config, options.tenant).map((tenant) => consentText(tenant, options));
  context.out(texts.join('\n'));
  return 0;
}

function consentText(tenant: TenantConfig, options: ConsentUrlOptions): string {
  const { auth, content_types, name, id } = tenant;
  const kind =
    auth.method === 'device_code' || auth.method === 'authorization_code' ? 'delegated' : 'application';
  const permissions = [
    'ActivityFeed.Read: list and fetch audit records',
    ...(content_types.includes('DLP.All') ? ['ActivityFeed.ReadDlp: the same for DLP.All'] : []),
  ];
  return [
    `For ${name ?? id}, an administrator of the tenant opens:`,
    '',
    adminConsentUrl(tenant, options),
    '',
    `It grants what the app registration lists. These ${kind} permissions of "Office 365 Management APIs" belong there:`,
    ...permissions.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/**
 * The address for tenant-wide admin consent (Entra documentation, grant tenant-wide admin consent to an application).
 * @throws CodedError CONSENT_WITHOUT_APP: a managed identity is given its permissions by an assignment of app roles
 */
function adminConsentUrl(tenant: TenantConfig, { redirectUri, state }: ConsentUrlOptions): string {
  const { auth } = tenant;
  if (auth.method === 'managed_identity') {
    throw new CodedError(cliErrors.consentWithoutApp, tenant.name ?? tenant.id);
  }
  const { loginUrl } = resolveCloud(tenant.cloud, tenant.endpoints);
  const back = redirectUri ?? (auth.method === 'authorization_code' ? auth.redirect_uri : undefined);
  const query = new URLSearchParams({ client_id: auth.client_id });
  if (back !== undefined) query.set('redirect_uri', back);
  if (back !== undefined || state !== undefined) query.set('state', state ?? randomUUID());
  return `${loginUrl}/${tenant.id}/adminconsent?${query.toString()}`;
}
