import type { Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { admit } from './admission.ts';
import type { ManagementOperation } from './call.ts';
import { listContent } from './list-content.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { retrieveBlob } from './retrieve-blob.ts';
import { RetryAfterBook } from './retry-after-book.ts';
import { startSubscription } from './start-subscription.ts';
import { stopSubscription } from './stop-subscription.ts';

/** Every operation of the Management Activity API that the sandbox plays. */
const OPERATIONS: readonly ManagementOperation[] = [
  startSubscription,
  stopSubscription,
  listSubscriptions,
  listContent,
  retrieveBlob,
];

/** Both versions are served: the reference's own sample of a next page says v1. */
function patternFor({ path }: ManagementOperation): RegExp {
  const rest = path.endsWith('/') ? '(?<rest>[^/]+)' : '/?';
  return new RegExp(`^/api/v1(\\.0)?/(?<tenant>[^/]+)/activity/feed/${path}${rest}$`, 'i');
}

/** The Office 365 Management Activity API. */
export function managementRoutes(world: World): Route[] {
  const waiting = new RetryAfterBook();
  const answer = (
    operation: ManagementOperation,
    exchange: Exchange,
    tenant: string,
    rest: string,
  ): Reply => {
    if (waiting.isTooEarly(exchange)) world.violations.add('retry-after-ignored', exchange);
    const admitted = admit(world, exchange, operation, tenant, rest);
    const reply = 'refusal' in admitted ? admitted.refusal : operation.handle(admitted.call);
    waiting.note(exchange, reply);
    return reply;
  };
  return OPERATIONS.map((operation) => ({
    operation: operation.operation,
    method: operation.verb,
    pattern: patternFor(operation),
    handle: (exchange, { tenant = '', rest = '' }) => answer(operation, exchange, tenant, rest),
  }));
}
