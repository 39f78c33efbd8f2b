import type { Clock } from '../../src/lib/clock.ts';
import type { Cloud } from './clouds.ts';
import { CONTENT_TYPES, type ContentType } from './content-types.ts';
import type { FederatedCredential } from './entra/federated-assertion.ts';
import type { ManagedIdentity } from './entra/managed-identity.ts';
import type { FaultSettings } from './faults/fault-setting.ts';
import type { ScenarioName } from './faults/scenarios.ts';

/** Everything that can be chosen about a sandbox. DEFAULT_SETTINGS says what is chosen when nothing is. */
export interface MicrosoftSandboxSettings {
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** More DNS names that the certificate is good for, besides localhost, 127.0.0.1 and ::1. */
  readonly names: readonly string[];
  /** Folder where ca.pem is written; without it nothing is written. */
  readonly tlsDir: string | undefined;
  /** Same seed, same content and same faults. */
  readonly seed: string;
  readonly clock: Clock;

  /** Tenant ids (GUIDs). */
  readonly tenants: readonly string[];
  /** Domains of the tenants, in lower case, and their tenant ids. */
  readonly domains: Readonly<Record<string, string>>;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A secret that Entra knows, but says has expired. */
  readonly expiredSecret: string;
  /** PEM certificates that may sign client assertions. */
  readonly certificates: readonly string[];
  /** Outside issuers whose tokens may stand for the application (workload identity federation). */
  readonly federatedCredentials: readonly FederatedCredential[];
  /** How much Entra's clock is ahead when it judges the time of an assertion. */
  readonly entraClockOffsetSeconds: number;
  /** What the person does who is asked to sign in; by-hand: whoever opens the page decides. */
  readonly signIn: 'by-hand' | 'approve' | 'decline';
  readonly deviceCodeLifetimeSeconds: number;
  readonly deviceCodeIntervalSeconds: number;
  /** Redirect addresses of the application; any port of http://localhost will do. */
  readonly redirectUris: readonly string[];
  readonly refreshTokenLifetimeSeconds: number;
  /** A refresh token serves once. The service lets an old one live on; a client must not count on it. */
  readonly refreshTokensOnce: boolean;
  /** Client id of the system-assigned identity of the machine; undefined when it has none. */
  readonly systemIdentity: string | undefined;
  readonly managedIdentities: readonly ManagedIdentity[];
  /** What App Service gives its apps as IDENTITY_HEADER. */
  readonly identityHeader: string;
  /** Where the agent of Azure Arc puts its keys; clients take no other folder. */
  readonly arcKeyFolder: string;
  /** App roles in every token. */
  readonly roles: readonly string[];
  /** The cloud whose tokens the Management API accepts. */
  readonly cloud: Cloud;
  readonly tokenLifetimeSeconds: number;

  readonly contentTypes: readonly ContentType[];
  /** How far back the content reaches; never further than 7 days less an hour, so that nothing expires at once. */
  readonly days: number;
  /** Records over all tenants and content types together. */
  readonly records: number;
  /** Records of a blob on average; blobs hold 1 to twice as many. */
  readonly recordsPerBlob: number;
  /** When given, blobs per hour, tenant and content type; it replaces `records`. */
  readonly blobsPerHour: number | undefined;
  /** NDJSON file of records to serve instead of generated ones. */
  readonly recordsFile: string | undefined;
  /** Days from contentCreated to contentExpiration. */
  readonly expirationDays: number;
  /** Makes every body at the start and keeps it, so that serving costs no time. */
  readonly keepBodies: boolean;
  /** Seconds between new blobs of each stream while the sandbox runs; 0 for none. */
  readonly liveIntervalSeconds: number;

  /** Content types are subscribed from the beginning. */
  readonly subscribed: boolean;
  /** Between two start requests for the same content type. */
  readonly startRuleSeconds: number;
  /** HTTP status of the start rule; both are known from the field. */
  readonly startRuleStatus: 429 | 403;
  /** Listings are empty for so long after the start of a subscription. */
  readonly firstContentDelaySeconds: number;
  /** How much older than 7 days startTime may be. */
  readonly lookbackToleranceSeconds: number;
  /** Blobs in one page of a listing. */
  readonly pageSize: number;
  /** Spelling of the header that names the next page. */
  readonly pageHeader: string;
  /** Version in the path of the next page; the reference shows v1. */
  readonly pageVersion: string;
  /** The next page spells its query names in lower case. */
  readonly lowerCasePageQuery: boolean;
  /** contentUri and next page name the cloud's own host, as behind a gateway that forwards answers unchanged. */
  readonly cloudAddresses: boolean;
  readonly requestsPerMinute: number;
  /** HTTP status that carries AF429. */
  readonly quotaStatus: 403 | 429;
  /** Sent with AF429 when given. */
  readonly retryAfterSeconds: number | undefined;
  /** Added to every answer. */
  readonly latencyMs: number;
  /** Compresses answers for clients that accept gzip. */
  readonly gzip: boolean;
  /** How many of the latest requests are remembered. */
  readonly requestLogLimit: number;

  readonly scenario: ScenarioName;
  /** Faults besides the scenario's; a fault named in both is as described here. */
  readonly faults: FaultSettings;
}

export type MicrosoftSandboxOptions = Partial<MicrosoftSandboxSettings>;

export const DEFAULT_SETTINGS: MicrosoftSandboxSettings = {
  host: '127.0.0.1',
  port: 0,
  names: [],
  tlsDir: undefined,
  seed: 'contoso',
  clock: Date.now,
  tenants: ['11111111-2222-3333-4444-555555555555'],
  domains: {},
  clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  clientSecret: 'sandbox-client-secret',
  expiredSecret: 'sandbox-expired-secret',
  certificates: [],
  federatedCredentials: [],
  entraClockOffsetSeconds: 0,
  signIn: 'by-hand',
  deviceCodeLifetimeSeconds: 900,
  deviceCodeIntervalSeconds: 5,
  redirectUris: ['http://localhost'],
  refreshTokenLifetimeSeconds: 90 * 86_400,
  refreshTokensOnce: false,
  systemIdentity: 'cccccccc-dddd-eeee-ffff-000000000000',
  managedIdentities: [],
  identityHeader: 'sandbox-identity-header',
  arcKeyFolder: '/var/opt/azcmagent/tokens',
  roles: ['ActivityFeed.Read', 'ActivityFeed.ReadDlp'],
  cloud: 'commercial',
  tokenLifetimeSeconds: 3599,
  contentTypes: CONTENT_TYPES,
  days: 7,
  records: 9000,
  recordsPerBlob: 20,
  blobsPerHour: undefined,
  recordsFile: undefined,
  expirationDays: 7,
  keepBodies: false,
  liveIntervalSeconds: 0,
  subscribed: false,
  startRuleSeconds: 900,
  startRuleStatus: 429,
  firstContentDelaySeconds: 0,
  lookbackToleranceSeconds: 0,
  pageSize: 200,
  pageHeader: 'NextPageUri',
  pageVersion: 'v1',
  lowerCasePageQuery: false,
  cloudAddresses: false,
  requestsPerMinute: 2000,
  quotaStatus: 403,
  retryAfterSeconds: undefined,
  latencyMs: 0,
  gzip: false,
  requestLogLimit: 100_000,
  scenario: 'calm',
  faults: {},
};
