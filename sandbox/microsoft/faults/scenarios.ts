import type { FaultSettings } from './fault-setting.ts';

/** A named set of faults that belong together. */
export interface Scenario {
  readonly about: string;
  readonly faults: FaultSettings;
  /** Blobs a page, where the scenario is about pages. */
  readonly pageSize?: number;
  /** Nobody can collect everything. */
  readonly loses?: true;
}

const LATE = { late: { rate: 0.15 }, 'equal-timestamps': { rate: 0.15 } } as const satisfies FaultSettings;

const SERVER_FAULTS = {
  'list-error': { rate: 0.1 },
  'list-af429': { rate: 0.1 },
  'list-cut': { rate: 0.05 },
  'blob-error': { rate: 0.06 },
  'blob-html': { rate: 0.04 },
  'blob-af429': { rate: 0.06 },
  'blob-429': { rate: 0.02 },
  'blob-cut': { rate: 0.04 },
  'blob-cut-chunked': { rate: 0.04 },
  'blob-invalid-json': { rate: 0.03 },
  // HTML, since MSAL refuses to ask again for 60 s after a 5xx with a JSON body.
  'token-html': {},
  'token-revoked': {},
} as const satisfies FaultSettings;

const ODD_BODIES = {
  bom: { rate: 0.1 },
  'null-record': { rate: 0.05 },
  'record-without-id': { rate: 0.05 },
  'record-without-time': { rate: 0.05 },
  'blob-object': { rate: 0.05 },
  'slow-body': { rate: 0.02 },
} as const satisfies FaultSettings;

const DOUBLES = {
  'duplicate-record': { rate: 0.08 },
  'duplicate-blob': { rate: 0.04 },
} as const satisfies FaultSettings;

export const SCENARIOS = {
  calm: { about: 'no faults at all', faults: {} },
  demo: {
    about: 'what a tenant shows in a quiet week: pages, equal timestamps, doubles, a few blobs late',
    faults: { 'late-recent': {}, 'equal-timestamps': { rate: 0.1 }, ...DOUBLES },
    pageSize: 10,
  },
  pages: { about: 'every listing comes in pages of three', faults: {}, pageSize: 3 },
  late: { about: 'blobs that appear late, at any age, and equal timestamps', faults: LATE },
  doubles: { about: 'the same record and the same blob more than once', faults: DOUBLES },
  'server-faults': { about: 'an ordinary bad day: 500, 503, AF429, 429, cut bodies', faults: SERVER_FAULTS },
  'odd-bodies': {
    about: 'bodies that parsers trip over: BOM, null, records without Id or CreationTime',
    faults: ODD_BODIES,
  },
  hostile: {
    about: 'next pages and contentUris on another host, a wrong clock',
    faults: { 'wrong-host-page': { rate: 0.3 }, 'wrong-host-uri': { rate: 0.05 }, 'clock-skew': {} },
    pageSize: 5,
    loses: true,
  },
  lossy: {
    about: 'content that expired or vanished before anybody could fetch it',
    faults: { expired: { rate: 0.05 }, 'blob-missing': { rate: 0.05 } },
    loses: true,
  },
  everything: {
    about: 'all faults that a correct collector survives whole',
    faults: { ...LATE, ...SERVER_FAULTS, ...ODD_BODIES, ...DOUBLES, 'clock-skew': {} },
    pageSize: 7,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}

/** A scenario by name, with what only some have. */
export function scenario(name: ScenarioName): Scenario {
  return SCENARIOS[name];
}
