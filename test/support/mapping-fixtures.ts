import type { GeoAnswer } from '../../src/mapping/enrich/geo-lookup.ts';
import type { RecordContext } from '../../src/model/document.ts';

/** The context in which the records of test/fixtures/mapping are mapped. */
export const fixtureContext: RecordContext = {
  namespace: 'default',
  dataset: 'o365.audit',
  contentCreatedMs: Date.UTC(2026, 7, 1, 9, 31, 2, 114),
};

/** A lookup that knows one address, so that the fixtures do not change with the database. */
export function fixtureGeoip(ip: string): GeoAnswer | null {
  if (ip !== '81.2.69.143') return null;
  return {
    geo: {
      continent_name: 'Europe',
      country_iso_code: 'GB',
      country_name: 'United Kingdom',
      region_iso_code: 'GB-ENG',
      region_name: 'England',
      city_name: 'London',
      location: { lat: 51.5, lon: -0.1 },
    },
    as: { number: 20712, organization: { name: 'Andrews & Arnold Ltd' } },
  };
}
