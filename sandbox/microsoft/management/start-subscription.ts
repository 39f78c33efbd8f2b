import { jsonReply, type Reply } from '../http/reply.ts';
import { apiError, auditingOff, isApiErrorCode } from './api-error.ts';
import type { Call, ManagementOperation } from './call.ts';
import { type RequestedType, requestedType } from './requested-type.ts';

/** Start requests closer together than the rule allows; the service counts also those that changed nothing. */
function tooSoon({ world, exchange, tenantId }: Call, { contentType }: RequestedType): Reply | undefined {
  const last = world.subscriptions.lastStart(tenantId, contentType);
  world.subscriptions.noteStart(tenantId, contentType, exchange.at);
  const { startRuleSeconds, startRuleStatus } = world.settings;
  const left = last === undefined ? 0 : Math.ceil(startRuleSeconds - (exchange.at - last) / 1000);
  if (left <= 0) return undefined;
  world.violations.add('start-too-soon', exchange);
  const wait = `${Math.floor(left / 60)}m ${left % 60}s`;
  const message = `Too many frequent subscription start requests. Please retry again after ${wait}.`;
  return { ...jsonReply(startRuleStatus, { error: { code: '429', message } }), code: '429' };
}

function fault({ world, tenantId }: Call, { contentType }: RequestedType): Reply | undefined {
  const key = `${tenantId}/${contentType}/start`;
  if (world.faults.strike('auditing-off', key)) {
    return auditingOff(tenantId, contentType, world.settings.clientId);
  }
  const code = String(world.faults.strike('start-error', key)?.value);
  return isApiErrorCode(code) ? apiError(code) : undefined;
}

/** The address of the webhook in the body, if there is one. */
function webhookAddress(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('webhook' in parsed)) return undefined;
    const { webhook } = parsed;
    if (typeof webhook !== 'object' || webhook === null || !('address' in webhook)) return undefined;
    return String(webhook.address);
  } catch {
    return undefined;
  }
}

function handle(call: Call): Reply {
  const { world, exchange, tenantId } = call;
  const type = requestedType(call);
  if ('refusal' in type) return type.refusal;
  const address = webhookAddress(exchange.body);
  if (address !== undefined) {
    const why = address.startsWith('https:')
      ? 'The endpoint did not return HTTP 200.'
      : 'The address must begin with HTTPS.';
    return apiError('AF20021', address, why);
  }
  const refusal = fault(call, type) ?? tooSoon(call, type);
  if (refusal !== undefined) return refusal;
  if (world.subscriptions.find(tenantId, type.contentType)?.status === 'enabled') return apiError('AF20024');
  const subscription = { contentType: type.asSent, status: 'enabled', enabledMs: exchange.at } as const;
  world.subscriptions.put(tenantId, subscription);
  return jsonReply(200, { contentType: type.asSent, status: 'enabled', webhook: null });
}

/** `POST subscriptions/start?contentType=…`. Webhooks are refused: the sandbox delivers none. */
export const startSubscription: ManagementOperation = {
  operation: 'start',
  method: 'StartSubscription',
  verb: 'POST',
  path: 'subscriptions/start',
  handle,
};
