import { BlockList, isIP } from 'node:net';

interface Exception {
  readonly port: string | null;
  readonly matches: (host: string) => boolean;
}

/** The address from which clouds tell a machine its identity; it is never routed, so no proxy reaches it. */
const linkLocal = '169.254.0.0/16';

/**
 * Hosts that are reached without a proxy, in the usual forms: `*`, `example.com` and `.example.com` (the domain and all
 * below it), `*.example.com`, an IP address, a CIDR range; a host may have a port (`example.com:8443`, `[::1]:9200`).
 * What can be read as none of these matches nothing.
 * @returns whether a URL goes past the proxy
 */
export function noProxyMatcher(entries: readonly string[]): (url: URL) => boolean {
  const exceptions = [linkLocal, ...entries].map((entry) => toException(entry.trim().toLowerCase()));
  return (url) => {
    const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return exceptions.some((one) => (one.port === null || one.port === port) && one.matches(host));
  };
}

function toException(entry: string): Exception {
  if (isIP(entry) !== 0 || entry.includes('/')) return { port: null, matches: inRange(entry) };
  const [, bracketed, plain = '', port = null] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const host = bracketed ?? plain;
  if (host === '*') return { port, matches: () => true };
  if (isIP(host) !== 0) return { port, matches: inRange(host) };
  const domain = host.replace(/^\*?\./, '');
  if (domain === '') return { port, matches: () => false };
  return { port, matches: (name) => name === domain || name.endsWith(`.${domain}`) };
}

/** @param range an address, or a range as `10.0.0.0/8` */
function inRange(range: string): (host: string) => boolean {
  const [address = '', bits] = range.split('/');
  const version = isIP(address);
  const widest = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? widest : Number(bits);
  if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > widest) return () => false;
  const block = new BlockList();
  block.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
  return (host) => isIP(host) !== 0 && block.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
