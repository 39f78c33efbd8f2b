import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createGeoLookup, type GeoDatabase } from '../../../../src/mapping/enrich/geo-lookup.ts';
import {
  bundledCountryDatabase,
  openGeoDatabases,
} from '../../../../src/mapping/enrich/open-geo-databases.ts';
import { createRecordMapper } from '../../../../src/mapping/record-mapper.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const IPV4_ONLY = bundledCountryDatabase().replace('country.mmdb', 'country-ipv4.mmdb');

function database(ipVersion: number, record: unknown): GeoDatabase {
  return { databaseType: 'City', ipVersion, get: () => record };
}

describe('the bundled country database', () => {
  it('knows both address families', async () => {
    const lookup = createGeoLookup(await openGeoDatabases([]));
    const unitedStates = {
      continent_name: 'North America',
      country_iso_code: 'US',
      country_name: 'United States',
    };
    expect(lookup('8.8.8.8')).toEqual({ geo: unitedStates });
    expect(lookup('2a00:1450::1')).toEqual({
      geo: { continent_name: 'Europe', country_iso_code: 'IE', country_name: 'Ireland' },
    });
  });

  it.each([
    ['10.0.0.1'],
    ['127.0.0.1'],
    ['192.168.1.1'],
    ['203.0.113.10'],
    ['::1'],
    ['fe80::1'],
    ['2001:db8::1'],
  ])('is not asked about %s', async (ip) => {
    const lookup = createGeoLookup([database(6, { country_code: 'US' })]);
    expect(lookup(ip)).toBeNull();
  });
});

describe('a file of IPv4 addresses only', () => {
  it('is not asked about an IPv6 address, for which it has a wrong answer', async () => {
    const databases = await openGeoDatabases([IPV4_ONLY]);
    expect(databases[0]?.get('2603:1026:c0a::1')).not.toBeNull();
    expect(createGeoLookup(databases)('2603:1026:c0a::1')).toBeNull();
    expect(createGeoLookup(databases)('8.8.8.8')?.geo?.country_iso_code).toBe('US');
  });

  it('is asked about an IPv4 address that came as IPv6', async () => {
    const map = createRecordMapper({
      geoip: createGeoLookup(await openGeoDatabases([IPV4_ONLY])),
      userAgent: null,
    });
    const mapped = map(
      { Id: 'a', ClientIP: '::ffff:8.8.8.8' },
      { namespace: 'default', dataset: 'o365.audit', contentCreatedMs: 0 },
    );
    const source = mapped.kind === 'document' ? JSON.parse(mapped.document.source) : {};
    expect(source.source.geo.country_iso_code).toBe('US');
  });
});

describe('shapes of database records', () => {
  it('MaxMind City', () => {
    const lookup = createGeoLookup([
      database(6, {
        continent: { code: 'EU', names: { en: 'Europe', de: 'Europa' } },
        country: { iso_code: 'IE', names: { en: 'Ireland' } },
        subdivisions: [{ iso_code: 'L', names: { en: 'Leinster' } }],
        city: { names: { en: 'Dublin' } },
        location: { latitude: 53.35, longitude: -6.26 },
      }),
    ]);
    expect(lookup('8.8.8.8')).toEqual({
      geo: {
        continent_name: 'Europe',
        country_iso_code: 'IE',
        country_name: 'Ireland',
        region_iso_code: 'IE-L',
        region_name: 'Leinster',
        city_name: 'Dublin',
        location: { lat: 53.35, lon: -6.26 },
      },
    });
  });

  it('ip-location-db City, where unknown is an empty text', () => {
    const record = {
      country_code: 'NL',
      state1: '',
      city: 'Delft',
      latitude: 52,
      longitude: 4.35,
      postcode: '',
    };
    expect(createGeoLookup([database(4, record)])('8.8.8.8')).toEqual({
      geo: {
        continent_name: 'Europe',
        country_iso_code: 'NL',
        country_name: 'The Netherlands',
        city_name: 'Delft',
        location: { lat: 52, lon: 4.35 },
      },
    });
  });

  it('autonomous systems, beside places of another file', () => {
    const system = { autonomous_system_number: 8075, autonomous_system_organization: 'MICROSOFT' };
    const lookup = createGeoLookup([database(6, system), database(6, { country_code: 'US' })]);
    expect(lookup('8.8.8.8')).toMatchObject({
      geo: { country_iso_code: 'US' },
      as: { number: 8075, organization: { name: 'MICROSOFT' } },
    });
  });

  it.each([[null], [{}], ['US'], [{ country_code: '' }], [{ location: { latitude: 'x' } }], [[]]])(
    'nothing useful: %j',
    (record) => {
      expect(createGeoLookup([database(6, record)])('8.8.8.8')).toBeNull();
    },
  );
});

describe('the cache', () => {
  it('asks about an address once', () => {
    let asked = 0;
    const get = () => {
      asked += 1;
      return { country_code: 'US' };
    };
    const lookup = createGeoLookup([{ databaseType: 'Country', ipVersion: 6, get }]);
    expect(lookup('8.8.8.8')).toBe(lookup('8.8.8.8'));
    lookup('10.0.0.1');
    expect(asked).toBe(1);
  });
});

describe('a file that is no database', () => {
  it('is named with what to do', async () => {
    const folder = tempFolder();
    const file = `${folder}/bad.mmdb`;
    await writeFile(file, 'not a database');
    await expect(openGeoDatabases([file])).rejects.toMatchObject({
      code: 'GEOIP_DATABASE_UNREADABLE',
      message: expect.stringContaining(file),
    });
    await expect(openGeoDatabases([`${folder}/missing.mmdb`])).rejects.toMatchObject({
      code: 'GEOIP_DATABASE_UNREADABLE',
    });
  });
});
