import type { Document } from '../model/document.ts';
import type { Gap, GapCause, GapChange } from '../model/ledger.ts';
import { GAP_DATASET } from '../output/gap-dataset.ts';
import { documentId } from './document-id.ts';
import { InstantText } from './instant-text.ts';
import { ECS_VERSION } from './steps/envelope.ts';

/** Marks the documents that tell of gaps. */
const GAP_TAG = 'm365_audit_gap';

/** What the document tells; the ledger's own ids of changes begin anew when it is rebuilt. */
type ToldChange = Pick<GapChange, 'gap' | 'state' | 'openedMs' | 'atMs'>;

const REASONS: Readonly<Record<GapCause, string>> = {
  expired: 'The content expired before it could be fetched.',
  missing: 'The API listed the content but does not give it.',
  unreadable: 'The API gives content that holds no records.',
  unwatched: 'Nobody listed this time while the API still held it.',
  unsubscribed: 'The subscription was off.',
};

/**
 * The document that tells of a gap, for `logs-m365_audit.gap-<namespace>`. Pure, and the same for the same change, `_id` included:
 * told twice, it stands there once. `@timestamp` is the time of the change; the time that is missing is event.start to event.end.
 */
export function gapDocument({ gap, state, openedMs, atMs }: ToldChange): Document {
  const { stream, cause, blobs } = gap;
  const text = new InstantText();
  const [start, end] = [text.of(gap.startMs), text.of(gap.endMs)];
  const [opened, at] = [text.of(openedMs), text.of(atMs)];
  const id = documentId(
    JSON.stringify([stream.tenantId, stream.contentType, start, end, cause, blobs, state, opened]),
  );
  const source = {
    '@timestamp': at,
    data_stream: { type: 'logs', dataset: GAP_DATASET, namespace: stream.namespace },
    ecs: { version: ECS_VERSION },
    event: {
      id,
      kind: 'state',
      type: ['info'],
      action: state === 'open' ? 'gap-opened' : 'gap-closed',
      reason: REASONS[cause],
      start,
      end,
      created: at,
      dataset: GAP_DATASET,
      module: 'm365_audit',
    },
    message: messageOf(gap, state, start, end),
    organization: { id: stream.tenantId.toLowerCase() },
    m365_audit: {
      gap: {
        tenant: stream.tenantName,
        content_type: stream.contentType,
        cause,
        state,
        blobs: blobs ?? undefined,
        opened,
        closed: state === 'open' ? undefined : at,
      },
    },
    tags: [GAP_TAG],
  };
  return {
    id,
    dataStream: `logs-${GAP_DATASET}-${stream.namespace}`,
    source: Buffer.from(JSON.stringify(source)),
  };
}

function messageOf(
  { stream, cause, blobs }: Gap,
  state: 'open' | 'closed',
  from: string,
  to: string,
): string {
  const counted = blobs === null ? '' : blobs === 1 ? ' (1 blob)' : ` (${blobs} blobs)`;
  const where = `${stream.contentType} of ${stream.tenantName} from ${from} to ${to}${counted}`;
  return state === 'open'
    ? `Audit records are missing: ${where}. ${REASONS[cause]}`
    : `Audit records that were missing have come: ${where}.`;
}
