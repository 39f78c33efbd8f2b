import { renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepGeoFilesFresh } from '../../../../src/daemon/keep-geo-files-fresh.ts';
import { type GeoFiles, openGeoFiles } from '../../../../src/mapping/enrich/geo-files.ts';
import { bundledCountryDatabase } from '../../../../src/mapping/enrich/open-geo-databases.ts';
import type { EnrichEvents } from '../../../../src/telemetry/events.ts';
import { type MmdbValue, mmdbFile } from '../../../support/mmdb-file.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const ADDRESS = '81.2.69.142';
const LONDON = {
  city: { names: { en: 'London', de: 'London' } },
  continent: { code: 'EU', names: { en: 'Europe', de: 'Europa' } },
  country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
  location: { latitude: 51.5142, longitude: -0.0931 },
  subdivisions: [{ iso_code: 'ENG', names: { en: 'England' } }],
};
const SYSTEM = { autonomous_system_number: 20_712, autonomous_system_organization: 'Andrews & Arnold Ltd' };

function cityFile(record: MmdbValue, ipVersion: 4 | 6 = 6, network = '81.2.69.0/24'): Buffer {
  return mmdbFile({ type: 'GeoLite2-City', ipVersion, networks: { [network]: record } });
}

function recorded(): { events: EnrichEvents; log: unknown[] } {
  const log: unknown[] = [];
  const events: EnrichEvents = {
    geoDatabasesOpened: (event) => void log.push(event),
    geoDatabaseKept: ({ file, builtMs }) => void log.push({ kept: file, builtMs }),
  };
  return { events, log };
}

/** Files of these contents, opened. */
async function open(...contents: Buffer[]) {
  const folder = tempFolder();
  const files = contents.map((content, index) => {
    const file = join(folder, `${index}.mmdb`);
    writeFileSync(file, content);
    return file;
  });
  const { events, log } = recorded();
  const [file = ''] = files;
  return { geo: await openGeoFiles(files, events), log, file, folder };
}

function cityOf(geo: GeoFiles): string | undefined {
  return geo.lookup(ADDRESS)?.geo?.city_name;
}

describe('a file in MaxMind’s shape', () => {
  it('gives the fields of the geoip processor', async () => {
    const { geo } = await open(cityFile(LONDON));
    expect(geo.lookup(ADDRESS)).toEqual({
      geo: {
        city_name: 'London',
        continent_name: 'Europe',
        country_iso_code: 'GB',
        country_name: 'United Kingdom',
        region_iso_code: 'GB-ENG',
        region_name: 'England',
        location: { lat: 51.5142, lon: -0.0931 },
      },
    });
    expect(geo.lookup('81.2.70.1')).toBeNull();
  });

  it('is asked about an IPv4 address inside of an IPv6 one', async () => {
    const { geo } = await open(cityFile(LONDON));
    expect(geo.lookup(`::ffff:${ADDRESS}`)?.geo?.city_name).toBe('London');
    expect(geo.lookup('::FFFF:5102:458e')?.geo?.city_name).toBe('London');
  });

  it('is not asked about an IPv6 address when it has IPv4 only', async () => {
    // 2620::/16 read as IPv4 would be 38.32.0.0/16.
    const { geo } = await open(cityFile(LONDON, 4, '38.32.0.0/16'));
    expect(geo.lookup('38.32.1.1')?.geo?.city_name).toBe('London');
    expect(geo.lookup('2620::1')?.geo?.city_name).toBeUndefined();
  });

  it('knows IPv6 networks', async () => {
    const { geo } = await open(cityFile(LONDON, 6, '2a02:da80::/29'));
    expect(geo.lookup('2a02:da80::7')?.geo?.city_name).toBe('London');
  });

  it.each([
    [''],
    ['no address'],
    ['81.2.69'],
    ['fe80::1%eth0'],
    ['::'],
    ['::ffff:10.0.0.1'],
    ['<null>'],
    ['81.2.69.142:80'],
  ])('knows nothing of %j', async (text) => {
    const { geo } = await open(cityFile(LONDON, 6, '0.0.0.0/1'));
    expect(geo.lookup(text)).toBeNull();
  });
});

describe('several files', () => {
  it('complete each other, and the first one counts', async () => {
    const country = cityFile({ country: { iso_code: 'GB', names: { en: 'Britain' } } });
    const systems = mmdbFile({ type: 'GeoLite2-ASN', ipVersion: 6, networks: { '81.2.64.0/18': SYSTEM } });
    const { geo } = await open(country, systems, cityFile(LONDON));
    expect(geo.lookup(ADDRESS)).toMatchObject({
      geo: { country_name: 'Britain', city_name: 'London', region_iso_code: 'GB-ENG' },
      as: { number: 20_712, organization: { name: 'Andrews & Arnold Ltd' } },
    });
  });

  it('do not mix two places', async () => {
    const { geo } = await open(
      cityFile({ country: { iso_code: 'IE', names: { en: 'Ireland' } } }),
      cityFile(LONDON),
    );
    expect(geo.lookup(ADDRESS)?.geo).toEqual({
      country_iso_code: 'IE',
      country_name: 'Ireland',
      continent_name: 'Europe',
    });
  });

  it('in the flat shape, one for each address family', async () => {
    const flat = {
      country_code: 'CI',
      state1: 'Lagunes',
      city: 'Abidjan',
      latitude: 5.3544,
      longitude: -4.0017,
    };
    const v4 = mmdbFile({ type: 'city ipv4', ipVersion: 4, networks: { '81.2.69.0/24': flat } });
    const v6 = mmdbFile({
      type: 'city ipv6',
      ipVersion: 6,
      networks: { '2a02:da80::/29': { ...flat, city: 'Bouaké' } },
    });
    const { geo } = await open(v6, v4);
    expect(geo.lookup(ADDRESS)?.geo).toEqual({
      city_name: 'Abidjan',
      continent_name: 'Africa',
      country_iso_code: 'CI',
      country_name: 'Ivory Coast',
      region_name: 'Lagunes',
      location: { lat: 5.3544, lon: -4.0017 },
    });
    expect(geo.lookup('2a02:da80::7')?.geo?.city_name).toBe('Bouaké');
  });

  it('of an Enterprise database hold the system too', async () => {
    const enterprise = mmdbFile({
      type: 'GeoIP2-Enterprise',
      ipVersion: 6,
      networks: { '81.2.69.0/24': { ...LONDON, traits: SYSTEM } },
    });
    const { geo } = await open(enterprise);
    expect(geo.lookup(ADDRESS)).toMatchObject({ geo: { city_name: 'London' }, as: { number: 20_712 } });
  });

  it('without places have the bundled countries behind them', async () => {
    const { geo } = await open(
      mmdbFile({ type: 'DBIP-ASN-Lite', ipVersion: 6, networks: { '8.8.8.0/24': SYSTEM } }),
    );
    expect(
      geo
        .databases()
        .map(({ file }) => file)
        .at(-1),
    ).toBe(bundledCountryDatabase());
    expect(geo.lookup('8.8.8.8')).toMatchObject({ geo: { country_iso_code: 'US' }, as: { number: 20_712 } });
  });
});

describe('a file that changes', () => {
  const PARIS = { city: { names: { en: 'Paris' } } };
  const builtMs = Date.UTC(2026, 7, 1);

  it('is read again, and nothing of before is remembered', async () => {
    const { geo, log, file } = await open(cityFile(LONDON));
    expect(cityOf(geo)).toBe('London');
    writeFileSync(`${file}.new`, cityFile(PARIS));
    renameSync(`${file}.new`, file);
    expect(cityOf(geo)).toBe('London');
    await geo.refresh();
    expect(cityOf(geo)).toBe('Paris');
    await geo.refresh();
    expect(log).toEqual([
      { reloaded: [], oldestBuiltMs: builtMs },
      { reloaded: [file], oldestBuiltMs: builtMs },
    ]);
  });

  it('stays as it was while the new version cannot be used, which is told once', async () => {
    const { geo, log, file } = await open(cityFile(LONDON));
    const paris = cityFile(PARIS);
    for (const length of [10, paris.length / 2, paris.length - 3]) {
      writeFileSync(file, paris.subarray(0, length));
      await geo.refresh();
      await geo.refresh();
      expect(cityOf(geo)).toBe('London');
    }
    truncateSync(file);
    await geo.refresh();
    rmSync(file);
    await geo.refresh();
    expect(cityOf(geo)).toBe('London');
    expect(log.slice(1)).toEqual([{ kept: file, builtMs }]);
    writeFileSync(file, paris);
    await geo.refresh();
    expect(cityOf(geo)).toBe('Paris');
    writeFileSync(file, 'no database');
    await geo.refresh();
    expect(log.slice(2)).toEqual([
      { reloaded: [file], oldestBuiltMs: builtMs },
      { kept: file, builtMs },
    ]);
  });

  it('is read again when only its time has changed', async () => {
    const { geo, log, file } = await open(cityFile(LONDON));
    utimesSync(file, 1, 1);
    await geo.refresh();
    expect(log).toHaveLength(2);
  });

  it('tells the age of the oldest one', async () => {
    const old = mmdbFile({
      type: 'GeoLite2-ASN',
      ipVersion: 6,
      builtMs: 86_400_000,
      networks: { '8.8.8.0/24': SYSTEM },
    });
    const { log } = await open(cityFile(LONDON), old);
    expect(log).toEqual([{ reloaded: [], oldestBuiltMs: 86_400_000 }]);
  });

  it('is looked at in the interval, until the end', async () => {
    const { geo, file } = await open(cityFile(LONDON));
    const abort = new AbortController();
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      if (waits.length === 1) writeFileSync(file, cityFile(PARIS));
      if (waits.length === 2) abort.abort();
    };
    await keepGeoFilesFresh({ geoFiles: geo, sleep, intervalMs: 7 }, abort.signal);
    expect(waits).toEqual([7, 7]);
    expect(cityOf(geo)).toBe('Paris');
  });
});
