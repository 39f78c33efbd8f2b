import type { TenantConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';
import type { Subscription } from '../source/management-api/parse-subscriptions.ts';
import {
  readSubscriptions,
  startSubscription,
  stopSubscription,
} from '../source/management-api/subscriptions.ts';
import { chosenContentTypes } from './by-hand/choose.ts';
import { eachTenant } from './by-hand/each-tenant.ts';
import { type Row, type RowFormat, rowsText } from './by-hand/print-rows.ts';
import { type ClientByHand, withClient } from './by-hand/with-client.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';
import { selectTenants } from './select-tenants.ts';

export interface SubscriptionsOptions extends RowFormat {
  readonly config?: string;
  readonly tenant?: string;
  readonly contentType?: readonly string[];
  /** Milliseconds for each tenant. */
  readonly timeout?: number;
}

export type SubscriptionsAction = 'list' | 'start' | 'stop';

const columns = ['tenant', 'content_type', 'status', 'message'];

/** Lists, starts or stops subscriptions of the Management Activity API; without --content-type, the configured ones. */
export async function subscriptions(
  action: SubscriptionsAction,
  options: SubscriptionsOptions,
  context: CliContext,
): Promise<ExitCode> {
  const config = readConfig(options.config, context);
  const chosen = chosenContentTypes(options.contentType);
  const rows: Row[] = [];
  let failed = false;
  const tenants = selectTenants(config, options.tenant);
  const unreached = await eachTenant(tenants, context, async (tenant) => {
    const contentTypes = chosen ?? tenant.content_types;
    const found = await withClient(config, tenant, context, options.timeout, async (by) =>
      action === 'list'
        ? await list(tenant, contentTypes, by)
        : await change(action, tenant, contentTypes, by),
    );
    rows.push(...found.rows);
    failed ||= found.failed;
  });
  context.out(rowsText(rows, columns, options));
  return failed || unreached > 0 ? 1 : 0;
}

interface Found {
  readonly rows: readonly Row[];
  readonly failed: boolean;
}

/** What the API lists, and the configured content types that it does not. */
async function list(tenant: TenantConfig, contentTypes: readonly string[], by: ClientByHand): Promise<Found> {
  const listed = await readSubscriptions(by.client, by.signal);
  return {
    rows: contentTypes.map((contentType) => row(tenant, contentType, statusOf(listed, contentType), null)),
    failed: false,
  };
}

function statusOf(listed: readonly Subscription[], contentType: string): string {
  const found = listed.find((one) => one.contentType.toLowerCase() === contentType.toLowerCase());
  return found === undefined ? 'none' : (found.status ?? 'enabled');
}

/**
 * One content type after the other; one that fails does not stop the others. What is enabled is not started: a second
 * start within 15 minutes is refused, whatever it is for.
 */
async function change(
  action: 'start' | 'stop',
  tenant: TenantConfig,
  contentTypes: readonly string[],
  { client, signal }: ClientByHand,
): Promise<Found> {
  const rows: Row[] = [];
  let failed = false;
  const listed = await readSubscriptions(client, signal);
  for (const contentType of contentTypes) {
    try {
      if (action === 'start' && statusOf(listed, contentType) !== 'enabled')
        await startSubscription(client, contentType, signal);
      if (action === 'stop') await stopSubscription(client, contentType, signal);
      rows.push(row(tenant, contentType, action === 'start' ? 'enabled' : 'disabled', null));
    } catch (error) {
      if (signal.aborted) throw error;
      failed = true;
      const remedy = error instanceof CodedError ? ` -> ${error.remedy}` : '';
      rows.push(row(tenant, contentType, 'failed', `${errorMessage(error)}${remedy}`));
    }
  }
  return { rows, failed };
}

function row({ id, name }: TenantConfig, contentType: string, status: string, message: string | null): Row {
  return { tenant: name ?? id, content_type: contentType, status, message };
}
