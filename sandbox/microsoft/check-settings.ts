import { X509Certificate } from 'node:crypto';
import { CodedError } from '../../src/lib/coded-error.ts';
import { SANDBOX_ERRORS } from './errors.ts';
import { scenario } from './faults/scenarios.ts';
import { isGuid } from './guid.ts';
import { DEFAULT_SETTINGS, type MicrosoftSandboxOptions, type MicrosoftSandboxSettings } from './options.ts';

/**
 * Fills in what was not chosen. A scenario's faults and page size lie between the defaults and the options.
 * @throws CodedError SANDBOX_BAD_OPTION
 */
export function settingsFrom(options: MicrosoftSandboxOptions): MicrosoftSandboxSettings {
  const chosen = scenario(options.scenario ?? DEFAULT_SETTINGS.scenario);
  const tenants = (options.tenants ?? DEFAULT_SETTINGS.tenants).map((tenant) => tenant.toLowerCase());
  const settings = {
    ...DEFAULT_SETTINGS,
    // The first tenant has a domain, unless others are chosen.
    domains: { 'contoso.onmicrosoft.com': tenants[0] ?? '' },
    ...(chosen.pageSize === undefined ? {} : { pageSize: chosen.pageSize }),
    ...options,
    tenants,
    faults: { ...chosen.faults, ...options.faults },
  };
  check(settings);
  return settings;
}

function check(settings: MicrosoftSandboxSettings): void {
  const bad = (detail: string): CodedError => new CodedError(SANDBOX_ERRORS.badOption, detail);
  for (const tenant of settings.tenants) {
    if (!isGuid(tenant)) throw bad(`the tenant ${tenant} is not a GUID`);
  }
  if (!settings.certificates.every(isCertificate))
    throw bad('a certificate is none in PEM, or its key is not RSA');
  for (const [domain, tenant] of Object.entries(settings.domains)) {
    if (!settings.tenants.includes(tenant)) throw bad(`the domain ${domain} belongs to none of the tenants`);
  }
  if (settings.tenants.length === 0) throw bad('there is no tenant');
  if (settings.contentTypes.length === 0) throw bad('there is no content type');
  if (settings.pageSize < 1) throw bad('a page holds at least one blob');
  if (settings.recordsPerBlob < 1) throw bad('a blob holds at least one record');
  if (settings.days <= 0) throw bad('the content covers more than 0 days');
  if (settings.requestsPerMinute < 1) throw bad('at least one request a minute is allowed');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
