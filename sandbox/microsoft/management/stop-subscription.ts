import { apiError } from './api-error.ts';
import type { ManagementOperation } from './call.ts';
import { requestedType } from './requested-type.ts';

/** `POST subscriptions/stop?contentType=…`: 200 and no body. */
export const stopSubscription: ManagementOperation = {
  operation: 'stop',
  method: 'StopSubscription',
  verb: 'POST',
  path: 'subscriptions/stop',
  handle: (call) => {
    const type = requestedType(call);
    if ('refusal' in type) return type.refusal;
    const subscription = call.world.subscriptions.find(call.tenantId, type.contentType);
    if (subscription === undefined) return apiError('AF20022');
    call.world.subscriptions.put(call.tenantId, { ...subscription, status: 'disabled' });
    return { status: 200, body: '' };
  },
};
