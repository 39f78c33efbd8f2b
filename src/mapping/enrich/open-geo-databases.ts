import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Reader, type Response } from 'maxmind';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { MAPPING_ERRORS } from '../errors.ts';
import type { GeoDatabase } from './geo-lookup.ts';

const BUNDLED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/**
 * Opens the operator's .mmdb files, in their order. When none of them knows places (none listed, or only autonomous systems), the
 * bundled country database follows as the last one.
 * @throws CodedError GEOIP_DATABASE_UNREADABLE, GEOIP_DATABASE_UNSUPPORTED
 */
export async function openGeoDatabases(files: readonly string[]): Promise<GeoDatabase[]> {
  const databases = await Promise.all(files.map(openGeoDatabase));
  return databases.some(knowsPlaces)
    ? databases
    : [...databases, await openGeoDatabase(bundledCountryDatabase())];
}

/** Path of the country database that comes with the program (whois data, CC0, both address families). */
export function bundledCountryDatabase(): string {
  return createRequire(import.meta.url).resolve(BUNDLED);
}

async function openGeoDatabase(file: string): Promise<GeoDatabase> {
  const reader = await openReader(file);
  const { databaseType, ipVersion } = reader.metadata;
  if (!/city|country|asn|isp|enterprise/i.test(databaseType)) {
    throw new CodedError(MAPPING_ERRORS.geoipDatabaseUnsupported, `${file} is of type "${databaseType}"`);
  }
  return { databaseType, ipVersion, get: (ip) => recordOf(reader, ip) };
}

/** A file that is damaged inside can be opened; its bad places are as good as unknown ones, and must not stop a record. */
function recordOf(reader: Reader<Response>, ip: string): unknown {
  try {
    return reader.get(ip);
  } catch {
    return null;
  }
}

async function openReader(file: string): Promise<Reader<Response>> {
  try {
    return new Reader<Response>(await readFile(file));
  } catch (error) {
    throw new CodedError(MAPPING_ERRORS.geoipDatabaseUnreadable, `${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function knowsPlaces(database: GeoDatabase): boolean {
  return /city|country|enterprise/i.test(database.databaseType);
}
