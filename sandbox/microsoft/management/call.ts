import type { Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/reply.ts';
import type { World } from '../world.ts';

/** A request that was let in: the caller may do this for this tenant. */
export interface Call {
  readonly world: World;
  readonly exchange: Exchange;
  readonly tenantId: string;
  /** The roles of the token. */
  readonly roles: readonly string[];
  /** What stands in the path after the operation, such as a contentId. */
  readonly rest: string;
}

/** One operation of the Management API. */
export interface ManagementOperation {
  /** The name in logs and reports. */
  readonly operation: string;
  /** The service's own name, which stands in AF429. */
  readonly method: string;
  readonly verb: 'GET' | 'POST';
  /** Path after `/activity/feed/`. A trailing slash: more follows. */
  readonly path: string;
  readonly handle: (call: Call) => Reply;
}
