import { isJsonObject } from '../../lib/json-object.ts';
import type { AutonomousSystemFields, GeoFields } from '../ecs-document.ts';
import type { JsonObject } from '../parse/json-value.ts';
import { textOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import { continentOf } from './continents.ts';
import { countryName } from './country-names.ts';

/**
 * A place with what a later database knows besides. Where the two disagree about the place the first one stands alone: its
 * country with the other's city would be no place at all.
 */
export function completedPlace(
  first: GeoFields | undefined,
  later: GeoFields | undefined,
): GeoFields | undefined {
  if (first === undefined || later === undefined) return first ?? later;
  const agree = (name: 'country_iso_code' | 'region_name' | 'city_name') =>
    first[name] === undefined || later[name] === undefined || first[name] === later[name];
  return agree('country_iso_code') && agree('region_name') && agree('city_name')
    ? { ...later, ...first }
    : first;
}

/** source.geo.* of a database record, in MaxMind's nested shape or the flat one of ip-location-db; undefined for no place. */
export function readPlace(record: unknown): GeoFields | undefined {
  if (!isJsonObject(record)) return undefined;
  const geo: GeoFields = {};
  if (textOf(record.country_code) === undefined) readNested(record, geo);
  else readFlat(record, geo);
  return Object.keys(geo).length === 0 ? undefined : geo;
}

/** source.as.* of a database record; both shapes have the same names. Enterprise databases have them among their traits. */
export function readAutonomousSystem(record: unknown): AutonomousSystemFields | undefined {
  if (!isJsonObject(record)) return undefined;
  const holder = 'autonomous_system_number' in record ? record : objectOf(record.traits);
  const number = holder?.autonomous_system_number;
  const name = textOf(holder?.autonomous_system_organization);
  const as: AutonomousSystemFields = {};
  if (typeof number === 'number' && Number.isSafeInteger(number)) as.number = number;
  if (name !== undefined) as.organization = { name };
  return Object.keys(as).length === 0 ? undefined : as;
}

function readNested(record: JsonObject, geo: GeoFields): void {
  const country = objectOf(record.country) ?? objectOf(record.registered_country);
  setCountry(geo, textOf(country?.iso_code), englishName(country));
  setPresent(geo, 'continent_name', englishName(record.continent));
  const subdivisions = record.subdivisions;
  const region = objectOf(Array.isArray(subdivisions) ? subdivisions[0] : undefined);
  const regionCode = textOf(region?.iso_code);
  if (regionCode !== undefined && geo.country_iso_code !== undefined) {
    geo.region_iso_code = `${geo.country_iso_code}-${regionCode}`;
  }
  setPresent(geo, 'region_name', englishName(region));
  setPresent(geo, 'city_name', englishName(record.city));
  const location = objectOf(record.location);
  setLocation(geo, location?.latitude, location?.longitude);
}

function readFlat(record: JsonObject, geo: GeoFields): void {
  const code = textOf(record.country_code);
  if (code === undefined) return;
  setCountry(geo, code, undefined);
  setPresent(geo, 'region_name', textOf(record.state1));
  setPresent(geo, 'city_name', textOf(record.city));
  setLocation(geo, record.latitude, record.longitude);
}

function setCountry(geo: GeoFields, code: string | undefined, name: string | undefined): void {
  if (code === undefined) return;
  geo.country_iso_code = code;
  setPresent(geo, 'country_name', name ?? countryName(code));
  setPresent(geo, 'continent_name', continentOf(code));
}

function setLocation(geo: GeoFields, latitude: unknown, longitude: unknown): void {
  const lat = Number(latitude ?? Number.NaN);
  const lon = Number(longitude ?? Number.NaN);
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) geo.location = { lat, lon };
}

function englishName(value: unknown): string | undefined {
  const names = objectOf(value)?.names;
  return textOf(objectOf(names)?.en);
}

function objectOf(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
