import type { ContentType } from '../content-types.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { createRandom } from '../random.ts';
import type { RecordRef } from './blob-content.ts';
import { dealRecords, type Slice, spreadTimes } from './deal-records.ts';
import type { Lateness } from './stored-blob.ts';

/** A blob on paper: what it will hold, and when and how it will appear. */
export interface BlobDraft {
  readonly key: string;
  readonly createdMs: number;
  readonly records: readonly RecordRef[];
  readonly lateness: Lateness | undefined;
  readonly expired: boolean;
  readonly bom: boolean;
  readonly oddities: readonly string[];
}

export interface StreamOrder {
  readonly tenantId: string;
  readonly contentType: ContentType;
  readonly seed: string;
  readonly faults: FaultPlan;
  /** Records to deal out. */
  readonly count: number;
  readonly recordsPerBlob: number;
  readonly oldestMs: number;
  readonly now: number;
}

const MINUTE_MS = 60_000;
const RECENT_MS = 40 * MINUTE_MS;

/** Plans the blobs of one stream, in the order of contentCreated, and shapes them by the content faults. */
export function planStream(order: StreamOrder): BlobDraft[] {
  const stream = `${order.tenantId}/${order.contentType}`;
  const random = createRandom(`${order.seed}|plan|${stream}`);
  const slices = dealRecords(order.count, order.recordsPerBlob, random);
  const times = spreadTimes(slices.length, order.oldestMs, order.now - MINUTE_MS, random);
  const recent = Number(order.faults.strike('late-recent', stream)?.value ?? 0);
  const drafts: BlobDraft[] = [];
  for (const [number, slice] of slices.entries()) {
    const fromEnd = slices.length - number;
    const evenly = times[number] ?? order.now;
    const isRecent = fromEnd <= recent;
    const draft = shape(order, drafts.at(-1), {
      key: `${stream}/${number}`,
      createdMs: Math.floor(isRecent ? order.now - (RECENT_MS * fromEnd) / (recent + 1) : evenly),
      slice,
      lateness: isRecent ? { listings: 1 } : undefined,
    });
    drafts.push(draft, ...twin(order, draft));
  }
  return drafts;
}

interface Plain extends Pick<BlobDraft, 'key' | 'createdMs' | 'lateness'> {
  readonly slice: Slice;
}

function shape(order: StreamOrder, before: BlobDraft | undefined, plain: Plain): BlobDraft {
  const { faults } = order;
  const { key } = plain;
  const equal = before !== undefined && faults.strike('equal-timestamps', key) !== undefined;
  const createdMs = equal ? before.createdMs : plain.createdMs;
  const own = recordsOf(plain.slice, createdMs);
  const repeat = before?.records[0];
  const repeats = repeat !== undefined && faults.strike('duplicate-record', key) !== undefined;
  return {
    key,
    createdMs,
    records: repeats ? [...own, repeat] : own,
    lateness: plain.lateness ?? lateness(order, key),
    expired: faults.strike('expired', key) !== undefined,
    bom: faults.strike('bom', key) !== undefined,
    oddities: oddities(faults, key),
  };
}

function recordsOf({ from, to }: Slice, createdMs: number): RecordRef[] {
  return Array.from({ length: to - from }, (_, i) => ({ index: from + i, createdMs }));
}

function lateness({ faults, now }: StreamOrder, key: string): Lateness | undefined {
  const late = faults.strike('late', key);
  if (late !== undefined) return { listings: Number(late.value) };
  const bySeconds = faults.strike('late-by-seconds', key);
  return bySeconds === undefined ? undefined : { untilMs: now + Number(bySeconds.value) * 1000 };
}

function oddities(faults: FaultPlan, key: string): string[] {
  const odd: string[] = [];
  const common = { RecordType: 8, Operation: 'Update user.', Workload: 'AzureActiveDirectory', UserType: 0 };
  if (faults.strike('null-record', key)) odd.push('null');
  if (faults.strike('record-without-id', key)) {
    odd.push(JSON.stringify({ ...common, CreationTime: '2026-01-01T00:00:00', ObjectId: key }));
  }
  if (faults.strike('record-without-time', key)) {
    odd.push(JSON.stringify({ ...common, Id: `no-time-${key}`, ObjectId: key }));
  }
  return odd;
}

/** The same body under another contentId, somewhat later. */
function twin(order: StreamOrder, draft: BlobDraft): BlobDraft[] {
  const key = `${draft.key}/twin`;
  if (order.faults.strike('duplicate-blob', key) === undefined) return [];
  return [{ ...draft, key, createdMs: Math.min(draft.createdMs + MINUTE_MS, order.now - 1) }];
}
