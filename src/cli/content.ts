import type { TenantConfig } from '../config/config.ts';
import { createRecordFilter } from '../ingest/record-filter.ts';
import { isJsonObject } from '../lib/json-object.ts';
import { chosenContentTypes } from './by-hand/choose.ts';
import { eachTenant } from './by-hand/each-tenant.ts';
import { planRange } from './by-hand/plan-range.ts';
import { type Row, type RowFormat, rowsText } from './by-hand/print-rows.ts';
import { type ListedBlob, listBlobs, readBlobs } from './by-hand/read-content.ts';
import { withClient } from './by-hand/with-client.ts';
import type { CliContext, ExitCode } from './context.ts';
import { errorText } from './print-error.ts';
import { readConfig } from './read-config.ts';
import { selectTenants } from './select-tenants.ts';

/** Which content is meant. */
export interface ContentListOptions extends RowFormat {
  readonly config?: string;
  readonly tenant?: string;
  readonly contentType?: readonly string[];
  readonly start?: string;
  readonly end?: string;
  /** Milliseconds for each tenant. */
  readonly timeout?: number;
}

/** Which of its records; each list means any of its values. */
export interface ContentGetOptions extends ContentListOptions {
  readonly recordType?: readonly string[];
  readonly workload?: readonly string[];
  readonly operation?: readonly string[];
  readonly user?: readonly string[];
}

const blobColumns = ['tenant', 'content_type', 'created', 'expires', 'content_id'];
const recordColumns = ['created', 'workload', 'operation', 'user', 'client_ip', 'id'];

/** Lists the blobs of a range of time, in the service's order. */
export async function contentList(options: ContentListOptions, context: CliContext): Promise<ExitCode> {
  const rows: Row[] = [];
  const unreached = await eachContent(options, context, async ({ tenant, blobs }) => {
    for await (const listed of blobs) rows.push(blobRow(tenant, listed));
  });
  context.out(rowsText(rows, blobColumns, options));
  return unreached > 0 ? 1 : 0;
}

/** Fetches the records of a range of time, as the API gives them; what is wanted of them is decided here. */
export async function contentGet(options: ContentGetOptions, context: CliContext): Promise<ExitCode> {
  const { recordType = [], workload = [], operation = [], user = [] } = options;
  const everything = { content_types: [], record_types: [], workloads: [], operations: [], users: [] };
  const include = {
    ...everything,
    record_types: recordType.map(numberOrName),
    workloads: workload,
    operations: operation,
    users: user,
  };
  const filter = createRecordFilter({ include, exclude: everything });
  const records: unknown[] = [];
  let failed = 0;
  const unreached = await eachContent(options, context, async ({ read }) => {
    for await (const blob of read) {
      if (blob.error !== null) {
        failed += 1;
        context.err(errorText(blob.error));
        continue;
      }
      const found = blob.records.filter((record) => filter(record, blob) === null);
      if (options.ndjson) context.out(found.map((record) => `${JSON.stringify(record)}\n`).join(''));
      else for (const record of found) records.push(record);
    }
  });
  if (!options.ndjson) context.out(recordsText(records, options));
  return failed + unreached > 0 ? 1 : 0;
}

/** The filter takes numbers as numbers, as the configuration does. */
function numberOrName(recordType: string): number | string {
  return /^\d+$/.test(recordType) ? Number(recordType) : recordType;
}

interface TenantContent {
  readonly tenant: TenantConfig;
  readonly blobs: AsyncIterable<ListedBlob>;
  readonly read: ReturnType<typeof readBlobs>;
}

/** Returns how many tenants' content could not be had. */
async function eachContent(
  options: ContentListOptions,
  context: CliContext,
  work: (content: TenantContent) => Promise<void>,
): Promise<number> {
  const config = readConfig(options.config, context);
  const windows = planRange(options, context.clock());
  const chosen = chosenContentTypes(options.contentType);
  return await eachTenant(selectTenants(config, options.tenant), context, async (tenant) => {
    await withClient(config, tenant, context, options.timeout, async (by) => {
      const blobs = listBlobs(chosen ?? tenant.content_types, windows, by);
      await work({ tenant, blobs, read: readBlobs(blobs, by) });
    });
  });
}

function blobRow({ id, name }: TenantConfig, { contentType, blob }: ListedBlob): Row {
  return {
    tenant: name ?? id,
    content_type: contentType,
    created: new Date(blob.createdMs).toISOString(),
    expires: new Date(blob.expiresMs).toISOString(),
    content_id: blob.contentId,
    content_uri: blob.contentUri,
  };
}

function recordsText(records: readonly unknown[], format: RowFormat): string {
  if (format.json) return `${JSON.stringify(records, null, 2)}\n`;
  return `${rowsText(records.map(recordRow), recordColumns, {})}${records.length} records\n`;
}

function recordRow(record: unknown): Row {
  const members = isJsonObject(record) ? record : {};
  const text = (name: string): string => {
    const value = members[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return {
    created: text('CreationTime'),
    workload: text('Workload'),
    operation: text('Operation'),
    user: text('UserId'),
    client_ip: text('ClientIP') || text('ClientIPAddress') || text('ActorIpAddress'),
    id: text('Id'),
  };
}
