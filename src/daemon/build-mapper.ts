import type { Config } from '../config/config.ts';
import { type GeoFiles, openGeoFiles } from '../mapping/enrich/geo-files.ts';
import { createUserAgentLookup } from '../mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../mapping/record-mapper.ts';
import type { RecordMapper } from '../model/document.ts';
import type { DriftListener } from '../model/drift.ts';
import type { EnrichEvents } from '../telemetry/events.ts';

export interface BuiltMapper {
  readonly mapper: RecordMapper;
  /** The GeoIP databases that the mapper asks; null when places are not wanted. */
  readonly geoFiles: GeoFiles | null;
}

/**
 * The mapper as it is configured. `onDrift` is told what it does not know.
 * @throws CodedError when a GeoIP database cannot be used
 */
export async function buildMapper(
  { enrich, documents }: Pick<Config, 'enrich' | 'documents'>,
  events: EnrichEvents,
  onDrift: DriftListener,
): Promise<BuiltMapper> {
  const geoFiles = enrich.geoip === false ? null : await openGeoFiles(enrich.geoip.databases, events);
  const mapper = createRecordMapper({
    geoip: geoFiles?.lookup ?? null,
    userAgent: enrich.user_agent ? createUserAgentLookup() : null,
    originalEvent: documents.original_event,
    onDrift,
  });
  return { mapper, geoFiles };
}
