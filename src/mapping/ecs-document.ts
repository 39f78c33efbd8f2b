/** Values that ECS allows in event.category, as far as audit records use them. */
export type EventCategory =
  | 'authentication'
  | 'configuration'
  | 'database'
  | 'email'
  | 'file'
  | 'iam'
  | 'malware'
  | 'session'
  | 'threat'
  | 'web';

/** Values that ECS allows in event.type, as far as audit records use them. */
export type EventType =
  | 'access'
  | 'admin'
  | 'change'
  | 'creation'
  | 'deletion'
  | 'end'
  | 'group'
  | 'indicator'
  | 'info'
  | 'start'
  | 'user';

export type EventOutcome = 'success' | 'failure' | 'unknown';

export interface EventFields {
  kind: 'event' | 'alert' | 'pipeline_error';
  category: EventCategory[];
  type: EventType[];
  outcome: EventOutcome | undefined;
  action: string | undefined;
  code: string | undefined;
  provider: string | undefined;
  id: string | undefined;
  severity: number | undefined;
  created: string | undefined;
  dataset: string;
  module: string;
  original?: string;
  /** Why it ended as it did. */
  reason?: string;
  /** Where to go on with the investigation. */
  url?: string;
  start?: string;
  end?: string;
}

export interface IdentityFields {
  id?: string;
  name?: string;
  email?: string;
  domain?: string;
  full_name?: string;
  roles?: string[];
}

/** Identities of the far side of a message can be several. */
export interface RecipientFields {
  id?: string;
  name?: string;
  email?: string | string[];
  domain?: string;
}

export interface EndpointFields {
  address?: string;
  domain?: string;
  ip?: string;
  port?: number;
}

export interface GeoFields {
  continent_name?: string;
  country_iso_code?: string;
  country_name?: string;
  region_iso_code?: string;
  region_name?: string;
  city_name?: string;
  location?: { lat: number; lon: number };
}

export interface AutonomousSystemFields {
  number?: number;
  organization?: { name: string };
}

export interface UserAgentFields {
  original?: string;
  name?: string;
  version?: string;
  device?: { name: string };
  os?: { name?: string; version?: string; full?: string };
}

export interface FileFields {
  name?: string | string[];
  extension?: string;
  path?: string;
  target_path?: string;
  directory?: string;
  size?: number;
  inode?: string;
  mtime?: string;
  owner?: string;
  hash?: { sha1?: string; sha256?: string };
}

export interface EmailAttachment {
  file: { name?: string; extension?: string; size?: number; hash?: { sha256: string } };
}

export interface EmailFields {
  from?: { address: string[] };
  sender?: { address: string[] };
  to?: { address: string[] };
  cc?: { address: string[] };
  bcc?: { address: string[] };
  direction?: string;
  message_id?: string[];
  local_id?: string[];
  subject?: string[];
  attachments?: EmailAttachment[];
}

export interface RuleFields {
  id?: string | string[];
  name?: string | string[];
  category?: string;
  ruleset?: string;
  description?: string;
  reference?: string[];
}

export interface ThreatFields {
  indicator?: { type?: string; confidence?: string; description?: string };
  software?: { name: string[] };
  technique?: { name: string };
}

export interface UrlFields {
  original?: string | string[];
  domain?: string;
  scheme?: string;
  path?: string;
  query?: string;
  extension?: string;
}

export interface RelatedFields {
  ip?: string[];
  user?: string[];
  hosts?: string[];
  hash?: string[];
}

/** The document that is indexed: ECS, and what is left of the record under o365.audit. */
export interface EcsDocument {
  '@timestamp': string;
  data_stream: { type: 'logs'; dataset: string; namespace: string };
  ecs: { version: string };
  event: EventFields;
  message?: string;
  organization: { id?: string; name?: string } | undefined;
  user: (IdentityFields & { target?: IdentityFields }) | undefined;
  client: EndpointFields | undefined;
  source:
    | (EndpointFields & { user?: IdentityFields; geo?: GeoFields; as?: AutonomousSystemFields })
    | undefined;
  server: Readonly<EndpointFields> | undefined;
  destination: { ip?: string; domain?: string; user?: RecipientFields } | undefined;
  network: { type: 'ipv4' | 'ipv6' } | undefined;
  host: { id?: string; name?: string; os?: { type?: string; platform?: string } } | undefined;
  user_agent: UserAgentFields | undefined;
  file: FileFields | undefined;
  url: UrlFields | undefined;
  process: { name: string } | undefined;
  application?: { name: string };
  device?: { id: string };
  session?: { id: string };
  token?: { id: string };
  group?: { id?: string; name?: string };
  email: EmailFields | undefined;
  rule?: RuleFields;
  threat?: ThreatFields;
  related: RelatedFields | undefined;
  error?: { message: string[] };
  tags?: string[];
  o365: { audit: Record<string, unknown> };
}
