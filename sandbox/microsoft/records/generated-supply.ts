import type { RecordSupply } from '../content/record-supply.ts';
import type { ContentType } from '../content-types.ts';
import { guidFor } from '../guid.ts';
import { createRandom } from '../random.ts';
import type { RecordGenerator } from './audit-record.ts';
import { castFor } from './cast.ts';
import { dlpEndpoint, dlpExchange, dlpSharePoint } from './dlp.ts';
import { entraDirectory } from './entra-directory.ts';
import { entraSignIn } from './entra-sign-in.ts';
import { exchangeAdmin } from './exchange-admin.ts';
import { exchangeAggregated, exchangeItem, exchangeItemGroup } from './exchange-mailbox.ts';
import { copilot, dataInsights, powerBi, unknownType } from './other-workloads.ts';
import { complianceCmdlet, securityAlert, threatIntelligence } from './security-compliance.ts';
import { sharePointFile, sharePointList, sharePointSharing, sharePointSite } from './sharepoint.ts';
import { teams } from './teams.ts';

/** What each content type holds; a generator that stands there twice is drawn twice as often. */
const MIX: Readonly<Record<ContentType, readonly RecordGenerator[]>> = {
  'Audit.AzureActiveDirectory': [entraSignIn, entraSignIn, entraSignIn, entraDirectory, entraDirectory],
  'Audit.Exchange': [
    exchangeAdmin,
    exchangeAdmin,
    exchangeAdmin,
    exchangeItem,
    exchangeItemGroup,
    exchangeAggregated,
  ],
  'Audit.SharePoint': [
    sharePointFile,
    sharePointFile,
    sharePointFile,
    sharePointSharing,
    sharePointSite,
    sharePointList,
  ],
  'Audit.General': [
    teams,
    teams,
    securityAlert,
    securityAlert,
    complianceCmdlet,
    threatIntelligence,
    powerBi,
    copilot,
    dataInsights,
    unknownType,
  ],
  'DLP.All': [dlpSharePoint, dlpExchange, dlpEndpoint],
};

const MINUTE_MS = 60_000;
/** Events reach a blob within some minutes, mostly, and within hours at worst (Microsoft's troubleshooting page). */
const USUAL_DELAY_MS = 90 * MINUTE_MS;
const WORST_DELAY_MS = 26 * 60 * MINUTE_MS;

export interface GeneratedStream {
  readonly tenantId: string;
  readonly contentType: ContentType;
}

/** Records made from the seed: number n of a stream is the same record in every run, but for its times. */
export function generatedSupply(seed: string, stream: GeneratedStream, count: number): RecordSupply {
  const prefix = `${seed}|${stream.tenantId}|${stream.contentType}`;
  const cast = castFor(stream.tenantId);
  const id = (index: number): string => guidFor(`id|${prefix}|${index}`);
  const json = (index: number, createdMs: number): string => {
    const random = createRandom(`record|${prefix}|${index}`);
    const delayMs = random.chance(0.98) ? USUAL_DELAY_MS : WORST_DELAY_MS;
    const eventMs = createdMs - 2000 - random.int(delayMs);
    const generate = random.pick(MIX[stream.contentType]);
    return JSON.stringify(generate({ random, id: id(index), eventMs, cast }));
  };
  return { count, id, json };
}
