import type { Logger } from 'pino';
import type { EnrichEvents } from './events.ts';
import type { Metrics } from './metrics.ts';

/** Enrichment events as log lines, counters and a gauge. */
export function reportEnrich(logger: Logger, { counters, gauges }: Metrics): EnrichEvents {
  return {
    geoDatabasesOpened({ reloaded, oldestBuiltMs }) {
      gauges.geoipBuilt.set(oldestBuiltMs / 1000);
      if (reloaded.length === 0) return;
      counters.geoipReloads.inc({ outcome: 'reloaded' }, reloaded.length);
      logger.info({ files: reloaded }, 'GeoIP databases reloaded');
    },
    geoDatabaseKept({ file, builtMs, error }) {
      counters.geoipReloads.inc({ outcome: 'failed' });
      const inUse = new Date(builtMs).toISOString();
      logger.warn(
        { file, in_use: inUse, err: error },
        'a GeoIP database has changed and cannot be used; the earlier version stays in use',
      );
    },
  };
}
