import { SourceError } from '../source-error.ts';
import { sourceErrors } from './errors.ts';

/** Where the tenant's API is. */
export interface ApiRoots {
  /** Where requests go. */
  readonly managementUrl: string;
  /** What the API calls itself where that is another one: a gateway stands in between and forwards its answers. */
  readonly cloudUrl?: string | undefined;
}

/**
 * Lets an address through that belongs to the tenant's own API host. Addresses of blobs and next pages come from the
 * service's answers, and the token goes with each request: to another scheme, host or port than that of `managementUrl`
 * nothing is ever sent. What the service calls by its own name is asked through `managementUrl`.
 * @param address absolute, or a path on that host
 * @returns the address; one that is absolute and on that host is unchanged
 * @throws SourceError SOURCE_FOREIGN_HOST, or SOURCE_ANSWER_UNREADABLE for what is no address
 */
export function ownAddress(address: string, { managementUrl, cloudUrl }: ApiRoots): string {
  const parsed = URL.parse(address, managementUrl);
  if (parsed === null) {
    throw new SourceError(sourceErrors.answerUnreadable, 'retry', 'an address in the answer cannot be read');
  }
  if (!sameHost(parsed, new URL(managementUrl))) {
    const isOwnName = cloudUrl !== undefined && parsed.origin === new URL(cloudUrl).origin;
    if (isOwnName) return `${managementUrl}${parsed.pathname}${parsed.search}`;
    throw new SourceError(sourceErrors.foreignHost, 'permanent', parsed.origin);
  }
  return URL.canParse(address) ? address : parsed.href;
}

/** A stand-in on this machine may call itself by another name of this machine than its operator does. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function sameHost(one: URL, other: URL): boolean {
  if (one.origin === other.origin) return true;
  const local = loopbackNames.has(one.hostname) && loopbackNames.has(other.hostname);
  return local && one.protocol === other.protocol && one.port === other.port;
}
