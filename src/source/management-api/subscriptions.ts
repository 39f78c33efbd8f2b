import type { Clock } from '../../lib/clock.ts';
import type { SharedFlight } from '../../lib/shared-flight.ts';
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
  /** The tenant's subscriptions; its streams ask at the same time, and for them all one answer is enough. */
  readonly listed: SharedFlight<readonly Subscription[]>;
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
  return answer.status === 204 ? [] : parseSubscriptions(answer.body);
}

/**
 * Starts the subscription of a content type, whether or not it is needed. The API takes one start in 15 minutes.
 * @returns `enabled` where it was enabled already, which the API reports as an error
 */
export async function startSubscription(
  client: ApiClient,
  contentType: string,
  signal: AbortSignal,
): Promise<'started' | 'enabled'> {
  const url = client.feedUrl('subscriptions/start', { contentType });
  try {
    await client.send({ operation: 'start_subscription', url, signal });
    return 'started';
  } catch (error) {
    if (error instanceof SourceError && error.code === sourceErrors.alreadyEnabled.code) return 'enabled';
    throw error;
  }
}

/** Stops the subscription of a content type. Content that appears until it is started again is lost (API reference). */
export async function stopSubscription(
  client: ApiClient,
  contentType: string,
  signal: AbortSignal,
): Promise<void> {
  const url = client.feedUrl('subscriptions/stop', { contentType });
  await client.send({ operation: 'stop_subscription', url, signal });
}

/** Makes sure that a content type is subscribed: lists first, starts only what is missing or disabled. */
export async function subscribe(
  stream: Stream,
  signal: AbortSignal,
  options: SubscriptionOptions,
): Promise<SubscriptionState> {
  const { clock, events, starts } = options;
  const contentType = stream.contentType.toLowerCase();
  const listed = await options.listed.join(signal);
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
  try {
    const state = await startSubscription(client, stream.contentType, signal);
    remember(true);
    if (state === 'started') events.subscriptionStarted({ stream });
    return state;
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== sourceErrors.startLimited.code) throw error;
    const plan = planStart(undefined, remember(false), clock());
    events.subscriptionStartDeferred({ stream, waitMs: plan.action === 'wait' ? plan.waitMs : 0 });
    return 'start_deferred';
  }
}
