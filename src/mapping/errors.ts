import type { ErrorRow } from '../lib/coded-error.ts';

/** What can go wrong in the mapping. Records cannot: the mapper is total. */
export const mappingErrors = {
  geoipDatabaseUnreadable: {
    code: 'GEOIP_DATABASE_UNREADABLE',
    meaning: 'A GeoIP database cannot be read',
    remedy:
      'Check that the file under enrich.geoip.databases exists, may be read by the daemon, and is an unpacked .mmdb file; or set enrich.geoip to false.',
  },
  geoipDatabaseStale: {
    code: 'GEOIP_DATABASE_STALE',
    meaning: 'A GeoIP database is older than 60 days: more and more of its places are wrong',
    remedy:
      'Put a new version in its place, for instance with geoipupdate; the daemon reads it without a restart.',
  },
  geoipDatabaseUnsupported: {
    code: 'GEOIP_DATABASE_UNSUPPORTED',
    meaning: 'A GeoIP database is of a kind that the mapping does not use',
    remedy:
      'List City, Country or ASN databases under enrich.geoip.databases, in the MaxMind or the DB-IP form.',
  },
} as const satisfies Record<string, ErrorRow>;
