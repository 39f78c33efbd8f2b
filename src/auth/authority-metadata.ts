/**
 * What MSAL would otherwise ask the login host for. Given both, it sends no discovery request, neither to the login
 * host nor (for a host that it does not know) to login.microsoftonline.com, so that private login hosts work offline.
 */
export interface AuthorityMetadata {
  readonly authority: string;
  /** Host with port, as MSAL compares it. */
  readonly knownAuthorities: string[];
  readonly cloudDiscoveryMetadata: string;
  readonly authorityMetadata: string;
}

/** @param loginUrl such as https://login.microsoftonline.com, without a trailing slash */
export function authorityMetadata(loginUrl: string, tenantId: string): AuthorityMetadata {
  const authority = `${loginUrl}/${tenantId}`;
  const host = new URL(loginUrl).host;
  return {
    authority,
    knownAuthorities: [host],
    cloudDiscoveryMetadata: JSON.stringify({
      'api-version': '1.1',
      tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    }),
    authorityMetadata: JSON.stringify({
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      issuer: `${authority}/v2.0`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    }),
  };
}
