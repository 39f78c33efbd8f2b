import { LRUCache } from 'lru-cache';
import { UAParser } from 'ua-parser-js';
import type { UserAgentFields } from '../ecs-document.ts';
import { setPresent } from '../set-present.ts';
import { programOf } from './user-agent-programs.ts';

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

/**
 * Names and versions in a user agent, by the names of Elasticsearch's user_agent processor, which dashboards and saved queries
 * know: `Other` for what is not recognised, `Chrome Mobile` beside `Chrome`. Where the two differ: versions have all their parts
 * here (`17.5` there, `17.5.0` here, if the text has it), and rare programs, bots and devices may be `Other` here.
 */
export function parseUserAgent(text: string): UserAgentDetails {
  const { browser, os, device } = new UAParser(text).getResult();
  const system = systemName(os.name);
  const program = programOf(text) ?? {
    name: browserName(browser.name, system) ?? 'Other',
    version: browser.version,
  };
  const details: UserAgentDetails & UserAgentFields = {
    name: program.name,
    device: {
      name: device.model === 'Macintosh' || system === 'Mac OS X' ? 'Mac' : (device.model ?? 'Other'),
    },
  };
  setPresent(details, 'version', program.version);
  if (system !== undefined) {
    // `Windows NT` without a number.
    const version = os.version === 'NT' ? undefined : os.version;
    details.os = { name: system, full: version === undefined ? system : `${system} ${version}` };
    setPresent(details.os, 'version', version);
  }
  return details;
}

function systemName(name: string | undefined): string | undefined {
  if (name === 'Mac OS') return 'Mac OS X';
  return name === 'Chromium OS' ? 'Chrome OS' : name;
}

/** On phones and tablets the names of some browsers differ. */
const MOBILE_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  iOS: {
    Chrome: 'Chrome Mobile iOS',
    Edge: 'Edge Mobile',
    Firefox: 'Firefox iOS',
    WebKit: 'Mobile Safari UI/WKWebView',
  },
  Android: {
    Chrome: 'Chrome Mobile',
    'Chrome WebView': 'Chrome Mobile WebView',
    Edge: 'Edge Mobile',
    Firefox: 'Firefox Mobile',
  },
};

function browserName(name: string | undefined, system: string | undefined): string | undefined {
  return name === undefined || system === undefined ? name : (MOBILE_NAMES[system]?.[name] ?? name);
}
