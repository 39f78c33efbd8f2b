import type { ContentStore } from './content/content-store.ts';
import type { SignInBook } from './entra/sign-in-book.ts';
import type { TokenIssuer } from './entra/token-issuer.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { RequestQuota } from './management/request-quota.ts';
import type { SubscriptionBook } from './management/subscription-book.ts';
import type { MicrosoftSandboxSettings } from './options.ts';
import type { ViolationLog } from './violations.ts';

/** Everything that an operation may need: the state of the world that the sandbox plays. */
export interface World {
  readonly settings: MicrosoftSandboxSettings;
  /** When the sandbox was started, by its own clock. */
  readonly startedMs: number;
  readonly store: ContentStore;
  readonly subscriptions: SubscriptionBook;
  readonly tokens: TokenIssuer;
  readonly signIns: SignInBook;
  readonly faults: FaultPlan;
  readonly quota: RequestQuota;
  readonly violations: ViolationLog;
  /** Scheme, host and port of the listener that nobody should follow a link to. */
  readonly trapUrl: string;
}
