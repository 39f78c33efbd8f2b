import type { EnrichEvents } from '../../telemetry/events.ts';
import { createGeoLookup, type GeoLookup } from './geo-lookup.ts';
import { markOf, type OpenedGeoDatabase, openGeoDatabase, openGeoDatabases } from './open-geo-databases.ts';

/** GeoIP databases in files that somebody else replaces now and then (geoipupdate does so every few days). */
export interface GeoFiles {
  /** Answers from the databases that were read last. */
  readonly lookup: GeoLookup;
  /** The databases in use, in the order in which they are asked. */
  databases(): readonly OpenedGeoDatabase[];
  /** Reads the files that have changed. A version that cannot be used leaves the earlier one in use, and is told once. */
  refresh(): Promise<void>;
}

/**
 * Opens the files (see {@link openGeoDatabases}) and keeps to them.
 * @throws CodedError GEOIP_DATABASE_UNREADABLE, GEOIP_DATABASE_UNSUPPORTED at the start only
 */
export async function openGeoFiles(files: readonly string[], events: EnrichEvents): Promise<GeoFiles> {
  let databases: readonly OpenedGeoDatabase[] = await openGeoDatabases(files);
  let ask = createGeoLookup(databases);
  /** Versions that could not be used, by their file: each is tried once. */
  const refused = new Map<string, string | undefined>();
  events.geoDatabasesOpened({ reloaded: [], oldestBuiltMs: oldestBuiltMs(databases) });

  async function refreshed(database: OpenedGeoDatabase): Promise<OpenedGeoDatabase> {
    const { file } = database;
    const mark = await markOf(file);
    if (mark === database.mark) refused.delete(file);
    if (mark === database.mark || (refused.has(file) && refused.get(file) === mark)) return database;
    try {
      const next = await openGeoDatabase(file);
      refused.delete(file);
      return next;
    } catch (error) {
      // One more attempt at a file that is being written, or missing for a moment, is no news.
      if (!refused.has(file)) events.geoDatabaseKept({ file, builtMs: database.builtMs, error });
      refused.set(file, mark);
      return database;
    }
  }

  return {
    lookup: (ip) => ask(ip),
    databases: () => databases,
    async refresh() {
      const next = await Promise.all(databases.map(refreshed));
      const reloaded = next.filter((database) => !databases.includes(database)).map(({ file }) => file);
      if (reloaded.length === 0) return;
      databases = next;
      // A new lookup has an empty cache.
      ask = createGeoLookup(next);
      events.geoDatabasesOpened({ reloaded, oldestBuiltMs: oldestBuiltMs(next) });
    },
  };
}

function oldestBuiltMs(databases: readonly OpenedGeoDatabase[]): number {
  return Math.min(...databases.map(({ builtMs }) => builtMs));
}
