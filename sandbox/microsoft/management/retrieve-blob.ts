import { isContentId } from '../content/content-id.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import { apiError, unauthorized } from './api-error.ts';
import type { Call, ManagementOperation } from './call.ts';
import {
  af429,
  busy,
  coded,
  emptyBody,
  type FaultReply,
  firstFault,
  invalidJson,
  pageOfHtml,
  spoiled,
  throttled,
  unavailable,
} from './fault-replies.ts';

const FAULT_REPLIES: readonly FaultReply[] = [
  { name: 'blob-missing', reply: () => apiError('AF20050', '') },
  { name: 'blob-error', reply: coded },
  { name: 'blob-html', reply: unavailable },
  { name: 'blob-af429', reply: af429 },
  { name: 'blob-429', reply: throttled },
  { name: 'blob-cut', reply: spoiled('cut') },
  { name: 'blob-cut-chunked', reply: spoiled('cut-chunked') },
  { name: 'blob-invalid-json', reply: invalidJson },
  { name: 'blob-object', reply: () => jsonReply(200, { value: [] }) },
  { name: 'blob-page', reply: pageOfHtml },
  { name: 'blob-empty', reply: emptyBody },
  { name: 'blob-reset', reply: spoiled('reset') },
  { name: 'blob-unauthorized', reply: unauthorized },
  { name: 'blob-unavailable', reply: busy },
  { name: 'blob-stall', reply: spoiled('stall') },
  { name: 'slow-body', reply: (good, value) => ({ ...good, delivery: 'drip', pauseMs: Number(value) }) },
];

function handle({ world, exchange, tenantId, rest: contentId }: Call): Reply {
  if (!isContentId(contentId)) return apiError('AF20052', contentId);
  const blob = world.store.find(tenantId, contentId);
  if (blob === undefined) return apiError('AF20050', contentId);
  blob.account.requests += 1;
  if (blob.expiresMs <= exchange.at) return apiError('AF20051', contentId);
  const fault = firstFault(world.faults, FAULT_REPLIES, blob.key, contentId);
  const good: Reply = {
    ...jsonReply(200, blob.content.body()),
    onDelivered: () => {
      blob.account.fetched += 1;
    },
  };
  return fault === undefined ? good : fault(good);
}

/** `GET audit/{contentId}`: the records of one blob, as an array. */
export const retrieveBlob: ManagementOperation = {
  operation: 'blob',
  method: 'GetBlob',
  verb: 'GET',
  path: 'audit/',
  handle,
};
