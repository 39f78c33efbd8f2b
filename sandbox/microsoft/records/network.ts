import type { Random } from '../random.ts';

/** Reserved for documentation (RFC 5737, RFC 3849), so that no geography is known of them. */
const DOCUMENTATION = [
  '192.0.2.17',
  '198.51.100.23',
  '198.51.100.101',
  '203.0.113.10',
  '203.0.113.77',
  '2001:db8:14::a5',
  '2001:db8:beef:1::2',
] as const;

/** Public resolvers and registries that everybody knows; geography has something to say about them. */
const WELL_KNOWN = [
  '8.8.8.8',
  '1.1.1.1',
  '9.9.9.9',
  '208.67.222.222',
  '193.0.6.139',
  '202.12.29.175',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '2620:fe::fe',
  '2001:67c:2e8:22::c100:68b',
] as const;

const PRIVATE = ['10.11.0.229', '192.168.4.20', '::1'] as const;

const USER_AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Microsoft Office Word/16.0.17628 (Windows/10.0; Desktop x64; en-US; Desktop app)',
  'Microsoft SkyDriveSync 24.116.0609.0005 ship; Windows NT 10.0 (19045)',
  'python-requests/2.32.3',
] as const;

/** An address as most records hold it: bare. */
export function bareAddress(random: Random): string {
  const roll = random.next();
  if (roll < 0.35) return random.pick(DOCUMENTATION);
  return roll < 0.92 ? random.pick(WELL_KNOWN) : random.pick(PRIVATE);
}

/** An address as Exchange admin records hold it: with a port, IPv6 in brackets. */
export function addressWithPort(random: Random): string {
  const address = bareAddress(random);
  const port = 1024 + random.int(64_000);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A ClientIP with the gaps that real ones have: now and then empty or not there at all. */
export function patchyAddress(random: Random): string | undefined {
  const roll = random.next();
  if (roll < 0.05) return '';
  return roll < 0.1 ? undefined : bareAddress(random);
}

export function userAgent(random: Random): string {
  return random.pick(USER_AGENTS);
}
