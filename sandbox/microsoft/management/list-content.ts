import type { Reply } from '../http/reply.ts';
import { apiError } from './api-error.ts';
import type { Call, ManagementOperation } from './call.ts';
import { contentPage } from './content-page.ts';
import { contentRange } from './content-range.ts';
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
import { type PagedListing, pageOffset } from './page-token.ts';
import { type RequestedType, requestedType } from './requested-type.ts';

const FAULT_REPLIES: readonly FaultReply[] = [
  { name: 'list-error', reply: coded },
  { name: 'list-html', reply: unavailable },
  { name: 'list-af429', reply: af429 },
  { name: 'list-429', reply: throttled },
  { name: 'list-cut', reply: spoiled('cut') },
  { name: 'list-invalid-json', reply: invalidJson },
  { name: 'list-page', reply: pageOfHtml },
  { name: 'list-empty', reply: emptyBody },
  { name: 'list-reset', reply: spoiled('reset') },
  { name: 'list-stall', reply: spoiled('stall') },
  { name: 'list-unavailable', reply: busy },
];

const HOUR_MS = 3_600_000;

function listingOf(call: Call, { contentType }: RequestedType): PagedListing | { readonly refusal: Reply } {
  const { query, at } = call.exchange;
  const times = { startTime: query.get('startTime'), endTime: query.get('endTime') };
  const range = contentRange(times, at, call.world.settings.lookbackToleranceSeconds * 1000);
  if ('code' in range) return { refusal: apiError(range.code, ...range.details) };
  return { tenantId: call.tenantId, contentType, ...range };
}

/** Why nothing can be listed now, if so. */
function subscriptionProblem({ world, tenantId }: Call, contentType: string): Reply | undefined {
  const subscription = world.subscriptions.find(tenantId, contentType);
  if (subscription === undefined) return apiError('AF20022');
  return subscription.status === 'disabled' ? apiError('AF20023') : undefined;
}

function handle(call: Call): Reply {
  const { world, exchange } = call;
  const type = requestedType(call);
  if ('refusal' in type) return type.refusal;
  const problem = subscriptionProblem(call, type.contentType);
  if (problem !== undefined) return problem;
  const listing = listingOf(call, type);
  if ('refusal' in listing) return listing.refusal;
  const token = exchange.query.get('nextPage');
  const offset = token === undefined ? 0 : pageOffset(listing, token);
  // The hour, counted from the start of the sandbox, stands for the listing: a client that moves its window on with the clock
  // asks for the same thing, and so does one at another time of the day.
  const hours = Math.round((listing.startMs - world.startedMs) / HOUR_MS);
  const key = `${call.tenantId}/${type.contentType}/listing/${hours}h/${offset ?? 0}`;
  const refused = token !== undefined && world.faults.strike('page-refused', key) !== undefined;
  if (offset === undefined || refused) return apiError('AF20031', token ?? '');
  const fault = firstFault(world.faults, FAULT_REPLIES, key);
  if (offset === 0 && fault === undefined) world.store.beginListing(listing, exchange.at);
  const good = contentPage(call, listing, offset, key);
  return fault === undefined ? good : fault(good);
}

/** `GET subscriptions/content?contentType=…&startTime=…&endTime=…`: one page of the blobs of a range. */
export const listContent: ManagementOperation = {
  operation: 'content',
  method: 'ListContent',
  verb: 'GET',
  path: 'subscriptions/content',
  handle,
};
