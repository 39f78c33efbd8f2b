import type { EnrichConfig } from '../config/config.ts';
import { createGeoLookup, type GeoLookup } from '../mapping/enrich/geo-lookup.ts';
import { openGeoDatabases } from '../mapping/enrich/open-geo-databases.ts';
import { createUserAgentLookup } from '../mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../mapping/record-mapper.ts';
import type { RecordMapper } from '../model/document.ts';

/**
 * The mapper with the enrichment that is configured.
 * @throws CodedError when a GeoIP database cannot be used
 */
export async function buildMapper(enrich: EnrichConfig): Promise<RecordMapper> {
  const userAgent = enrich.user_agent ? createUserAgentLookup() : null;
  return createRecordMapper({ geoip: await buildGeoLookup(enrich.geoip), userAgent });
}

async function buildGeoLookup(geoip: EnrichConfig['geoip']): Promise<GeoLookup | null> {
  return geoip === false ? null : createGeoLookup(await openGeoDatabases(geoip.databases));
}
