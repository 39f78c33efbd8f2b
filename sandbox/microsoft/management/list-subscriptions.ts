import { jsonReply } from '../http/reply.ts';
import type { ManagementOperation } from './call.ts';

/** `GET subscriptions/list`: all subscriptions of the tenant, the stopped ones as disabled. */
export const listSubscriptions: ManagementOperation = {
  operation: 'list',
  method: 'ListSubscriptions',
  verb: 'GET',
  path: 'subscriptions/list',
  handle: ({ world, tenantId }) => {
    const subscriptions = world.subscriptions.list(tenantId);
    return jsonReply(
      200,
      subscriptions.map(({ contentType, status }) => ({ contentType, status, webhook: null })),
    );
  },
};
