import { alerts } from './alerts.ts';
import { dataLossPrevention } from './dlp.ts';
import { entraDirectory } from './entra-directory.ts';
import { entraSignIn } from './entra-sign-in.ts';
import { exchangeAdmin, exchangeItem, exchangeItemAggregated } from './exchange.ts';
import { sharePointFiles, sharePointSites } from './sharepoint.ts';
import { teams } from './teams.ts';
import type { Workload } from './workload.ts';
import { yammer } from './yammer.ts';

/** Every workload with a mapper of its own; all other record types pass with the common schema. */
const WORKLOADS: readonly Workload[] = [
  exchangeAdmin,
  exchangeItem,
  exchangeItemAggregated,
  entraDirectory,
  entraSignIn,
  sharePointFiles,
  sharePointSites,
  teams,
  yammer,
  alerts,
  dataLossPrevention,
];

const BY_RECORD_TYPE: ReadonlyMap<number, Workload> = new Map(
  WORKLOADS.flatMap((workload) => workload.recordTypes.map((recordType) => [recordType, workload] as const)),
);

/** The workload of a record type, or undefined for the many that the common schema says enough about. */
export function workloadOf(recordType: number): Workload | undefined {
  return BY_RECORD_TYPE.get(recordType);
}
