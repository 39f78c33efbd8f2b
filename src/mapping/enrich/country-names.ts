const NAMES = new Intl.DisplayNames(['en'], { type: 'region' });

/**
 * Names that GeoLite2, and with it Elasticsearch's geoip processor, writes otherwise than Unicode's locale data (CLDR), for databases
 * that have country codes only. Saved queries and detection rules know countries by these names.
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  BL: 'Saint Barthélemy',
  CC: 'Cocos (Keeling) Islands',
  CD: 'DR Congo',
  CG: 'Congo Republic',
  CI: 'Ivory Coast',
  CV: 'Cabo Verde',
  GS: 'South Georgia and the South Sandwich Islands',
  HK: 'Hong Kong',
  KN: 'St Kitts and Nevis',
  LC: 'Saint Lucia',
  MF: 'Saint Martin',
  MM: 'Myanmar',
  MO: 'Macao',
  NL: 'The Netherlands',
  PM: 'Saint Pierre and Miquelon',
  PS: 'Palestine',
  SH: 'Saint Helena',
  VA: 'Vatican City',
  VC: 'St Vincent and Grenadines',
};

/** English name of a country by its ISO 3166-1 code; undefined for what is no such code. */
export function countryName(code: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  return OTHER_NAMES[code] ?? NAMES.of(code)?.replaceAll('&', 'and');
}
