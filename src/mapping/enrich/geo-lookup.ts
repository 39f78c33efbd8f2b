import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { AutonomousSystemFields, GeoFields } from '../ecs-document.ts';
import { normalIp } from '../parse/address.ts';
import { completedPlace, readAutonomousSystem, readPlace } from './geo-record.ts';
import { isPublicAddress } from './public-address.ts';

/** What the databases know about an address. Shared between documents: never changed. */
export interface GeoAnswer {
  readonly geo?: GeoFields;
  readonly as?: AutonomousSystemFields;
}

/** Place and autonomous system of an IP address; null for what is none, private addresses and those that no database knows. */
export type GeoLookup = (ip: string) => GeoAnswer | null;

/** An opened .mmdb file. */
export interface GeoDatabase {
  readonly databaseType: string;
  /** 4 for a file of IPv4 addresses only. Asked about an IPv6 address, such a file answers with a wrong place. */
  readonly ipVersion: number;
  /** The record of the address, null when the file has none. */
  readonly get: (ip: string) => unknown;
}

const MAX_CACHED_ADDRESSES = 20_000;

/** A lookup over the databases in the order given: what the first does not know, a later one may. */
export function createGeoLookup(databases: readonly GeoDatabase[]): GeoLookup {
  const cache = new LRUCache<string, { readonly answer: GeoAnswer | null }>({ max: MAX_CACHED_ADDRESSES });
  return (ip) => {
    const cached = cache.get(ip);
    if (cached !== undefined) return cached.answer;
    const address = normalIp(ip);
    const answer = address !== undefined && isPublicAddress(address) ? ask(databases, address) : null;
    cache.set(ip, { answer });
    return answer;
  };
}

function ask(databases: readonly GeoDatabase[], ip: string): GeoAnswer | null {
  const isV6 = isIPv6(ip);
  let geo: GeoFields | undefined;
  let as: AutonomousSystemFields | undefined;
  for (const database of databases) {
    if (isV6 && database.ipVersion === 4) continue;
    const record = database.get(ip);
    geo = completedPlace(geo, readPlace(record));
    as ??= readAutonomousSystem(record);
  }
  if (geo === undefined && as === undefined) return null;
  return { ...(geo === undefined ? {} : { geo }), ...(as === undefined ? {} : { as }) };
}
