import { RECORD_TYPES } from '../record-types.ts';
import { alerts, defenderAlerts } from './alerts.ts';
import { byVerb, classified, dataInsights } from './classified.ts';
import { cmdlets } from './cmdlets.ts';
import { aiAdministration, aiInteractions } from './copilot.ts';
import { dataClassification, dataLossPrevention } from './dlp.ts';
import { dynamics } from './dynamics.ts';
import { eDiscovery } from './ediscovery.ts';
import { endpointDataLossPrevention } from './endpoint-dlp.ts';
import { entraDirectory } from './entra-directory.ts';
import { entraRisk } from './entra-risk.ts';
import { entraAccountLogon, entraSignIn, outlookSignIn } from './entra-sign-in.ts';
import { exchangeAdmin, exchangeItem, exchangeItemAggregated, exchangeItemGroup } from './exchange.ts';
import { fileLabels, labelClientHeartbeat, mailLabels } from './labels.ts';
import { mailThreats, supervisedMail } from './mail-threats.ts';
import { powerBi, powerPlatform } from './power-platform.ts';
import { messagePortal, quarantine } from './quarantine.ts';
import { sharePointFiles, sharePointLists, sharePointSites } from './sharepoint.ts';
import { teams } from './teams.ts';
import { attackSimulation, clickedUrls, fileThreats, investigations } from './threats.ts';
import { webFilter } from './web-filter.ts';
import type { Workload } from './workload.ts';
import { yammer } from './yammer.ts';

/** Every workload with a mapper of its own. */
export const WORKLOADS: readonly Workload[] = [
  exchangeAdmin,
  exchangeItem,
  exchangeItemGroup,
  exchangeItemAggregated,
  cmdlets,
  entraDirectory,
  entraSignIn,
  entraAccountLogon,
  outlookSignIn,
  entraRisk,
  sharePointFiles,
  sharePointSites,
  sharePointLists,
  teams,
  yammer,
  alerts,
  defenderAlerts,
  mailThreats,
  supervisedMail,
  clickedUrls,
  fileThreats,
  investigations,
  attackSimulation,
  quarantine,
  messagePortal,
  dataLossPrevention,
  dataClassification,
  endpointDataLossPrevention,
  mailLabels,
  fileLabels,
  labelClientHeartbeat,
  eDiscovery,
  powerBi,
  powerPlatform,
  dynamics,
  aiInteractions,
  aiAdministration,
  webFilter,
  dataInsights,
  ...classified,
];

const BY_RECORD_TYPE: ReadonlyMap<number, Workload> = new Map(
  WORKLOADS.flatMap((workload) => workload.recordTypes.map((recordType) => [recordType, workload] as const)),
);

/** The workload of a record type; undefined for numbers that nobody has published a name for. */
export function workloadOf(recordType: number): Workload | undefined {
  return BY_RECORD_TYPE.get(recordType) ?? (RECORD_TYPES.has(recordType) ? byVerb : undefined);
}
