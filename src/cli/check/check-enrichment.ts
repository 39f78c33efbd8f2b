import type { Config } from '../../config/config.ts';
import { CodedError } from '../../lib/coded-error.ts';
import {
  bundledCountryDatabase,
  type OpenedGeoDatabase,
  openGeoDatabases,
} from '../../mapping/enrich/open-geo-databases.ts';
import { mappingErrors } from '../../mapping/errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** Publishers make a new version every week or month; after two months one has not been fetched for a while. */
const staleAfterMs = 60 * 86_400_000;

/** Opens the GeoIP databases and tells their age. The one that comes with the program is as old as the program. */
export async function checkEnrichment({ enrich }: Pick<Config, 'enrich'>, nowMs: number): Promise<Verdict[]> {
  if (enrich.geoip === false) return [ok('enrichment', 'geoip', 'switched off')];
  try {
    const databases = await openGeoDatabases(enrich.geoip.databases);
    return databases.map((database) => databaseVerdict(database, nowMs));
  } catch (error) {
    return [problem('enrichment', 'geoip', error)];
  }
}

function databaseVerdict({ file, builtMs }: OpenedGeoDatabase, nowMs: number): Verdict {
  const built = new Date(builtMs).toISOString().slice(0, 10);
  if (file === bundledCountryDatabase()) {
    return ok('enrichment', 'geoip', `the country database that comes along, of ${built}`);
  }
  if (nowMs - builtMs <= staleAfterMs) return ok('enrichment', 'geoip', `${file}, of ${built}`);
  const stale = new CodedError(mappingErrors.geoipDatabaseStale, `${file}, of ${built}`);
  return problem('enrichment', 'geoip', stale, 'warning');
}
