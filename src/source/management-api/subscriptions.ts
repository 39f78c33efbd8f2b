import type { Clock } from '../../lib/clock.ts';
import type { SubscriptionStart } from '../../model/ledger.ts';
import type { Stream, SubscriptionState } from '../../model/stream.ts';
import type { SourceEvents } from '../../telemetry/events.ts';
import { SourceError } from '../source-error.ts';
import type { ApiClient } from './client.ts';
import { sourceErrors } from './errors.ts';
import { parseSubscriptions, type Subscription } from './parse-subscriptions.ts';
import { planStart } from './plan-start.ts';

/** The last start request of each content type, by its name in lower case. Where it lasts, the rule outlasts a restart. */
export interface StartMemory {
  get(contentType: string): SubscriptionStart | undefined;
  set(contentType: string, start: SubscriptionStart): void;
}

export interface SubscriptionOptions {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly events: Pick<SourceEvents, 'subscriptionStarted' | 'subscriptionStartDeferred'>;
  readonly starts: StartMemory;
}

/** The tenant's subscriptions, as the API lists them. Needs a token with ActivityFeed.Read, changes nothing. */
export async function readSubscriptions(
  client: ApiClient,
  signal: AbortSignal,
): Promise<readonly Subscription[]> {
  const url = client.feedUrl('subscriptions/list');
  const answer = await client.send({ operation: 'list_subscriptions', url, signal });
  return parseSubscriptions(answer.body);
}

/** Makes sure that a content type is subscribed: lists first, starts only what is missing or disabled. */
export async function subscribe(
  stream: Stream,
  signal: AbortSignal,
  options: SubscriptionOptions,
): Promise<SubscriptionState> {
  const { client, clock, events, starts } = options;
  const contentType = stream.contentType.toLowerCase();
  const listed = await readSubscriptions(client, signal);
  const subscription = listed.find((item) => item.contentType.toLowerCase() === contentType);
  const plan = planStart(subscription, starts.get(contentType), clock());
  if (plan.action === 'none') return plan.state;
  if (plan.action === 'start') return await start(stream, signal, options);
  events.subscriptionStartDeferred({ stream, waitMs: plan.waitMs });
  return 'start_deferred';
}

async function start(
  stream: Stream,
  signal: AbortSignal,
  { client, clock, events, starts }: SubscriptionOptions,
): Promise<SubscriptionState> {
  const contentType = stream.contentType.toLowerCase();
  const remember = (accepted: boolean): SubscriptionStart => {
    const record = { atMs: clock(), accepted };
    starts.set(contentType, record);
    return record;
  };
  // Before it is sent: a start of which no answer comes counts as well.
  remember(false);
  const url = client.feedUrl('subscriptions/start', { contentType: stream.contentType });
  try {
    await client.send({ operation: 'start_subscription', url, signal });
  } catch (error) {
    const code = error instanceof SourceError ? error.code : null;
    if (code === sourceErrors.alreadyEnabled.code) return remember(true) && 'enabled';
    if (code !== sourceErrors.startLimited.code) throw error;
    const plan = planStart(undefined, remember(false), clock());
    events.subscriptionStartDeferred({ stream, waitMs: plan.action === 'wait' ? plan.waitMs : 0 });
    return 'start_deferred';
  }
  remember(true);
  events.subscriptionStarted({ stream });
  return 'started';
}
