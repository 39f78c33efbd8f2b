/** The hosts of one Microsoft cloud. A token is good for one cloud only, so its audience belongs to the row. */
interface CloudRow {
  readonly login: string;
  readonly management: string;
  /** `aud` of the tokens that the Management API takes. */
  readonly audience: string;
  readonly graph: string;
}

// API roots and audiences: Management Activity API reference and its troubleshooting page.
// Login hosts: Entra documentation, national clouds. Graph roots: Microsoft Graph documentation, national clouds.
export const clouds = {
  commercial: {
    login: 'https://login.microsoftonline.com',
    management: 'https://manage.office.com',
    audience: 'https://manage.office.com',
    graph: 'https://graph.microsoft.com',
  },
  // GCC tenants live in the worldwide Entra and Graph; only the Management API has a host of its own.
  gcc: {
    login: 'https://login.microsoftonline.com',
    management: 'https://manage-gcc.office.com',
    audience: 'https://manage-gcc.office.com',
    graph: 'https://graph.microsoft.com',
  },
  'gcc-high': {
    login: 'https://login.microsoftonline.us',
    management: 'https://manage.office365.us',
    audience: 'https://manage.office365.us',
    graph: 'https://graph.microsoft.us',
  },
  dod: {
    login: 'https://login.microsoftonline.us',
    management: 'https://manage.protection.apps.mil',
    audience: 'https://manage.protection.apps.mil',
    graph: 'https://dod-graph.microsoft.us',
  },
  // 21Vianet: Microsoft documents the login and Graph hosts only; the API host is what open collectors use.
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    management: 'https://manage.office365.cn',
    audience: 'https://manage.office365.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const satisfies Record<string, CloudRow>;

export type Cloud = keyof typeof clouds;

/** Hosts that replace those of the cloud: a sandbox, a private gateway. */
export interface EndpointOverrides {
  readonly login?: string | undefined;
  readonly management?: string | undefined;
  readonly graph?: string | undefined;
}

/** Where a tenant's requests go; URLs without a trailing slash. */
export interface CloudEndpoints {
  readonly loginUrl: string;
  readonly managementUrl: string;
  /** What the API calls itself in the addresses that it hands out, also where a gateway stands before it. */
  readonly cloudManagementUrl: string;
  readonly graphUrl: string;
  readonly managementAudience: string;
}

/** The hosts of a cloud, with the operator's overrides. The audience stays the cloud's: a gateway passes tokens on. */
export function resolveCloud(cloud: Cloud, overrides: EndpointOverrides = {}): CloudEndpoints {
  const row = clouds[cloud];
  return {
    loginUrl: withoutTrailingSlash(overrides.login ?? row.login),
    managementUrl: withoutTrailingSlash(overrides.management ?? row.management),
    cloudManagementUrl: row.management,
    graphUrl: withoutTrailingSlash(overrides.graph ?? row.graph),
    managementAudience: row.audience,
  };
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
