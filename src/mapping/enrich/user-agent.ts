import { LRUCache } from 'lru-cache';
import { UAParser } from 'ua-parser-js';
import type { UserAgentFields } from '../ecs-document.ts';
import { setPresent } from '../set-present.ts';

/** What a user agent text tells, without the text itself. Shared between documents: never changed. */
export type UserAgentDetails = Readonly<Omit<UserAgentFields, 'original'>>;

export type UserAgentLookup = (text: string) => UserAgentDetails;

const MAX_CACHED = 5_000;
/** Real user agents are shorter; the patterns are not to be run over whatever a client sends. */
const MAX_LENGTH = 500;

/** A parser of user agents behind a bounded cache. */
export function createUserAgentLookup(): UserAgentLookup {
  const cache = new LRUCache<string, UserAgentDetails>({ max: MAX_CACHED });
  return (text) => {
    const key = text.slice(0, MAX_LENGTH);
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const details = parseUserAgent(key);
    cache.set(key, details);
    return details;
  };
}

/** Names and versions in a user agent. What is not recognised is `Other`, as with Elasticsearch's own user agent processor. */
export function parseUserAgent(text: string): UserAgentDetails {
  const { browser, os, device } = new UAParser(text).getResult();
  const details: UserAgentDetails & UserAgentFields = {
    name: browser.name ?? 'Other',
    device: { name: device.model ?? (os.name === 'Mac OS' ? 'Mac' : 'Other') },
  };
  setPresent(details, 'version', browser.version);
  if (os.name !== undefined) {
    // The names of Elasticsearch's processor, which dashboards and saved queries know.
    const name = os.name === 'Mac OS' ? 'Mac OS X' : os.name;
    details.os = { name, full: os.version === undefined ? name : `${name} ${os.version}` };
    setPresent(details.os, 'version', os.version);
  }
  return details;
}
