import { jsonReply, type Reply } from '../http/reply.ts';
import type { Call, ManagementOperation } from './call.ts';
import {
  af429,
  coded,
  type FaultReply,
  firstFault,
  invalidJson,
  pageOfHtml,
  spoiled,
  throttled,
  unavailable,
} from './fault-replies.ts';

const FAULT_REPLIES: readonly FaultReply[] = [
  { name: 'subscriptions-error', reply: coded },
  { name: 'subscriptions-html', reply: unavailable },
  { name: 'subscriptions-page', reply: pageOfHtml },
  { name: 'subscriptions-af429', reply: af429 },
  { name: 'subscriptions-429', reply: throttled },
  { name: 'subscriptions-cut', reply: spoiled('cut') },
  { name: 'subscriptions-reset', reply: spoiled('reset') },
  { name: 'subscriptions-stall', reply: spoiled('stall') },
  { name: 'subscriptions-invalid-json', reply: invalidJson },
];

function handle({ world, tenantId }: Call): Reply {
  const subscriptions = world.subscriptions.list(tenantId);
  const good = jsonReply(
    200,
    subscriptions.map(({ contentType, status }) => ({ contentType, status, webhook: null })),
  );
  const fault = firstFault(world.faults, FAULT_REPLIES, `${tenantId}/subscriptions`);
  return fault === undefined ? good : fault(good);
}

/** `GET subscriptions/list`: all subscriptions of the tenant, the stopped ones as disabled. */
export const listSubscriptions: ManagementOperation = {
  operation: 'list',
  method: 'ListSubscriptions',
  verb: 'GET',
  path: 'subscriptions/list',
  handle,
};
