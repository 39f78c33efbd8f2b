import type { SubscriptionStart } from '../../model/ledger.ts';
import type { Subscription } from './parse-subscriptions.ts';

export type StartPlan =
  | { readonly action: 'none'; readonly state: 'enabled' | 'started' }
  | { readonly action: 'start' }
  | { readonly action: 'wait'; readonly waitMs: number };

/** Between two start requests for one content type (Management Activity API reference, start a subscription). */
const startIntervalMs = 15 * 60_000;

/** Whether a content type has to be started, and whether it may be. Failed starts count for the rule too. */
export function planStart(
  subscription: Subscription | undefined,
  last: SubscriptionStart | undefined,
  nowMs: number,
): StartPlan {
  if (subscription?.status === 'enabled') return { action: 'none', state: 'enabled' };
  const waitMs = last === undefined ? 0 : last.atMs + startIntervalMs - nowMs;
  // A start in the future was noted by a clock that has been set back since: it says nothing.
  if (last === undefined || waitMs <= 0 || waitMs > startIntervalMs) return { action: 'start' };
  // The list can be behind a start that was accepted, and it can leave the status out; only the former is a new start.
  if (last.accepted && subscription === undefined) return { action: 'none', state: 'started' };
  if (last.accepted && subscription?.status === null) return { action: 'none', state: 'enabled' };
  return { action: 'wait', waitMs };
}
