import { isIP, isIPv4 } from 'node:net';

/** What an address field of a record holds. */
export interface Address {
  /** The text as it was delivered, without blanks and line ends around it. */
  readonly raw: string;
  /** The first valid IP address, without port, brackets, zone, and the wrapping of an IPv4 address in IPv6. */
  readonly ip?: string;
  readonly port?: number;
  /** A host name in the place of, or before, the IP address. */
  readonly domain?: string;
  /** Valid IP addresses after the first one (`ip, ip` lists of proxies). */
  readonly furtherIps: readonly string[];
}

const MISSING = new Set(['null', '<null>', '(null)', 'none', '-']);
const BRACKETED = /^\[([^[\]]*)\](?::(\d{1,5}))?$/;
const HOST_AND_PORT = /^([^:\s]+):(\d{1,5})$/;
const HOST_AND_ADDRESS = /^\[?([^\s()[\]]+)\s*\(([^()]*)\)\]?$/;
/** IPv4 in an IPv6 notation; also the form without the leading colons that Copilot records carry (ffff:10.11.0.229). */
const MAPPED_IPV4 = /^(?:::|(?:0{1,4}:){5})?ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const MAPPED_IPV4_HEX = /^(?:::|(?:0{1,4}:){5})ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;
const HOST_NAME = /^(?=.{1,253}$)(?=.*[a-z])[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?$/i;
const NOTHING_FURTHER: readonly string[] = Object.freeze([]);

/** Reads an address; undefined when the text says that there is none (empty, `null`, `<null>`). */
export function parseAddress(text: string): Address | undefined {
  const raw = text.trim();
  if (looksLikeIp(raw) && isIPv4(raw)) return { raw, ip: raw, furtherIps: NOTHING_FURTHER };
  if (raw === '' || isMissing(raw)) return undefined;
  if (!raw.includes(',') && !raw.includes(';')) {
    return { raw, ...parseSingle(raw), furtherIps: NOTHING_FURTHER };
  }
  const parts = raw
    .split(/[,;]/)
    .map((part) => parseSingle(part.trim()))
    .filter((part) => part.ip !== undefined);
  const [first, ...others] = parts;
  return { raw, ...first, furtherIps: others.flatMap((part) => part.ip ?? []) };
}

/** A word for none, also in the brackets of an address. */
function isMissing(text: string): boolean {
  const word = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return word.length < 10 && MISSING.has(word.toLowerCase());
}

/** The address when it is one that Elasticsearch's ip type takes, in its plain form; otherwise undefined. */
export function normalIp(text: string): string | undefined {
  if (!looksLikeIp(text)) return undefined;
  const mapped = MAPPED_IPV4.exec(text)?.[1];
  if (mapped !== undefined) return isIPv4(mapped) ? mapped : undefined;
  const zone = text.indexOf('%');
  const address = zone === -1 ? text : text.slice(0, zone);
  if (isIP(address) === 0) return undefined;
  const hex = MAPPED_IPV4_HEX.exec(address);
  return hex === null ? address : dotted(hex[1] ?? '', hex[2] ?? '');
}

/** A quick look before the patterns: up to its zone an address has only hexadecimal digits, dots and colons. */
function looksLikeIp(text: string): boolean {
  if (text.length < 2 || text.length > 100) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) | 0x20; // digits, dot and colon keep their codes; letters become small
    if (code === 0x25) return true; // %, a zone follows
    const isDigit = code >= 0x30 && code <= 0x3a; // 0-9 and :
    if (!isDigit && code !== 0x2e && (code < 0x61 || code > 0x66)) return false;
  }
  return true;
}

type SingleAddress = Pick<Address, 'ip' | 'port' | 'domain'>;

function parseSingle(text: string): SingleAddress {
  const ip = normalIp(text);
  if (ip !== undefined) return { ip };
  const named = HOST_AND_ADDRESS.exec(text);
  if (named !== null) return { ...hostPart(named[2] ?? ''), ...hostPart(named[1] ?? '') };
  const bracketed = BRACKETED.exec(text) ?? HOST_AND_PORT.exec(text);
  if (bracketed !== null) return { ...hostPart(bracketed[1] ?? ''), ...portPart(bracketed[2]) };
  return hostPart(text);
}

function hostPart(host: string): SingleAddress {
  const ip = normalIp(host);
  if (ip !== undefined) return { ip };
  return HOST_NAME.test(host) ? { domain: host } : {};
}

function portPart(text: string | undefined): SingleAddress {
  const port = Number(text);
  return text !== undefined && port <= 65_535 ? { port } : {};
}

function dotted(high: string, low: string): string {
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
