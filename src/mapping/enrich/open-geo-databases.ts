import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Reader, type Response } from 'maxmind';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { mappingErrors } from '../errors.ts';
import type { GeoDatabase } from './geo-lookup.ts';

const BUNDLED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/** A database that was read from a file. */
export interface OpenedGeoDatabase extends GeoDatabase {
  readonly file: string;
  /** When its publisher made it, epoch milliseconds. */
  readonly builtMs: number;
  /** What the file looked like when it was read; another version has another mark. */
  readonly mark: string;
}

/**
 * Opens the operator's .mmdb files, in their order. When none of them knows places (none listed, or only autonomous systems), the
 * bundled country database follows as the last one.
 * @throws CodedError GEOIP_DATABASE_UNREADABLE, GEOIP_DATABASE_UNSUPPORTED
 */
export async function openGeoDatabases(files: readonly string[]): Promise<OpenedGeoDatabase[]> {
  const databases = await Promise.all(files.map(openGeoDatabase));
  return databases.some(knowsPlaces)
    ? databases
    : [...databases, await openGeoDatabase(bundledCountryDatabase())];
}

/** Path of the country database that comes with the program (whois data, CC0, both address families). */
export function bundledCountryDatabase(): string {
  return createRequire(import.meta.url).resolve(BUNDLED);
}

/**
 * Opens one .mmdb file.
 * @throws CodedError GEOIP_DATABASE_UNREADABLE, GEOIP_DATABASE_UNSUPPORTED
 */
export async function openGeoDatabase(file: string): Promise<OpenedGeoDatabase> {
  const { reader, mark } = await openReader(file);
  const { databaseType, ipVersion, buildEpoch } = reader.metadata;
  if (!/city|country|location|asn|isp|enterprise/i.test(databaseType)) {
    throw new CodedError(mappingErrors.geoipDatabaseUnsupported, `${file} is of type "${databaseType}"`);
  }
  const get = (ip: string) => recordOf(reader, ip);
  // A file that does not tell its age is taken for the oldest.
  const builtMs = buildEpoch.getTime() || 0;
  return { file, mark, databaseType, ipVersion, builtMs, get };
}

/** What tells one version of a file from another; undefined when there is no such file, or it cannot be looked at. */
export async function markOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs}/${size}/${ino}`;
  } catch {
    return undefined;
  }
}

/** A file that is damaged inside can be opened; its bad places are as good as unknown ones, and must not stop a record. */
function recordOf(reader: Reader<Response>, ip: string): unknown {
  try {
    return reader.get(ip);
  } catch {
    return null;
  }
}

async function openReader(file: string): Promise<{ reader: Reader<Response>; mark: string }> {
  try {
    const before = await markOf(file);
    const reader = new Reader<Response>(await readFile(file));
    // What was read while somebody wrote may be half of one version and half of another.
    if (before === undefined || before !== (await markOf(file))) throw new Error('it is being written');
    return { reader, mark: before };
  } catch (error) {
    throw new CodedError(mappingErrors.geoipDatabaseUnreadable, `${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function knowsPlaces(database: GeoDatabase): boolean {
  return /city|country|location|enterprise/i.test(database.databaseType);
}
