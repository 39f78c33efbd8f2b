import { SourceError } from '../source-error.ts';
import { sourceErrors } from './errors.ts';

/**
 * Lets an address through that belongs to the tenant's own API host. Addresses of blobs and next pages come from the
 * service's answers, and the token goes with each request: to another scheme, host or port nothing is ever sent.
 * @returns the address, unchanged
 * @throws SourceError SOURCE_FOREIGN_HOST, or SOURCE_ANSWER_UNREADABLE for what is no address
 */
export function ownAddress(address: string, managementUrl: string): string {
  const parsed = URL.parse(address);
  if (parsed === null) {
    throw new SourceError(sourceErrors.answerUnreadable, 'retry', 'an address in the answer cannot be read');
  }
  if (parsed.origin !== new URL(managementUrl).origin) {
    throw new SourceError(sourceErrors.foreignHost, 'permanent', parsed.origin);
  }
  return address;
}
