import { parseProxy } from '../../lib/proxy-rules.ts';
import { parseDuration } from '../duration.ts';
import { parseSize } from '../size.ts';
import { parseAnyPrivateKey, parseCertificates, parsePrivateKey } from './pem.ts';
import { parseHttpsOrLoopbackUrl, parseHttpsUrl, parseHttpUrl } from './url.ts';

/** Where the HTTP endpoints listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** A GUID, in lower case: Microsoft compares them without regard to case, the ledger does not. */
function parseGuid(text: string): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** A GUID, or the name of a domain; both in lower case, as DNS and Microsoft compare them without regard to case. */
function parseTenantId(text: string): string | undefined {
  const isDomain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(
    text,
  );
  return isDomain ? text.toLowerCase() : parseGuid(text);
}

/** Year, month and day that exist; epoch milliseconds of the day's begin in UTC. */
function parseDay(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const exists = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  return exists ? ms : undefined;
}

/** `host:port`, an IPv6 host in brackets. */
function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/**
 * Dataset or namespace of a data stream name: lower case, no hyphen, none of the characters that index names forbid,
 * 100 bytes at most (Elastic data stream naming scheme).
 */
function parseDataStreamPart(text: string): string | undefined {
  const allowed = /^[^-\\/*?"<>|\s,#:]+$/.test(text) && text === text.toLowerCase();
  return allowed && Buffer.byteLength(text) <= 100 ? text : undefined;
}

/** Name of an ingest pipeline; null where the operator wants none. */
function parsePipelineName(text: string): string | null | undefined {
  if (text === 'none') return null;
  return /^[^\s,*?#"<>|\\/]+$/.test(text) ? text : undefined;
}

function parseNonEmpty(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}

/** Every kind of text that has a form: the name that the JSON Schema uses, and what parses it. */
export const formats = {
  duration: parseDuration,
  size: parseSize,
  guid: parseGuid,
  'tenant-id': parseTenantId,
  day: parseDay,
  'https-url': parseHttpsUrl,
  'https-or-loopback-url': parseHttpsOrLoopbackUrl,
  'http-url': parseHttpUrl,
  'listen-address': parseListenAddress,
  'data-stream-part': parseDataStreamPart,
  'pipeline-name': parsePipelineName,
  'non-empty': parseNonEmpty,
  certificate: parseCertificates,
  'private-key': parsePrivateKey,
  'any-private-key': parseAnyPrivateKey,
  'proxy-url': parseProxy,
} as const satisfies Readonly<Record<string, (text: string) => unknown>>;

export type FormatName = keyof typeof formats;
