import type { Sleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import type { Stream } from '../model/stream.ts';
import { DeliveryLoop, type DeliveryLoopOptions, type DeliveryOutcome } from './delivery-loop.ts';
import { StreamLister } from './stream-lister.ts';

export interface TenantIngestionOptions extends Omit<DeliveryLoopOptions, 'giveUpAfter'> {
  readonly sleep: Sleep;
  /** The machine's own clock, where `clock` tells the service's time. */
  readonly localClock?: Clock | undefined;
  readonly intervalMs: number;
  /** How long the daemon's first poll is put off, so that many tenants do not poll at once; 0 by default. */
  readonly firstPollAfterMs?: number;
  readonly lookbackMs: number;
  readonly windowMs: number;
}

/** stopping: take nothing new, finish what is on its way; abort: cancel that too. */
export interface StopSignals {
  readonly stopping: AbortSignal;
  readonly abort: AbortSignal;
}

export interface PassOutcome extends DeliveryOutcome {
  /** Every window of the lookback was listed to its last page. */
  readonly listedAll: boolean;
}

/** Attempts at one blob or one window in one pass. */
const passAttempts = 10;
/** Attempts at one window before it is left to the next poll. */
const pollAttempts = 3;
/** Streams that are polled more often than this keep their own times. */
const leastSharedMs = 10_000;

/** One complete pass over the lookback: lists every window, delivers every blob, then ends. */
export async function ingestOnce(
  options: TenantIngestionOptions,
  signals: StopSignals,
): Promise<PassOutcome> {
  const delivery = new DeliveryLoop({ ...options, giveUpAfter: passAttempts });
  options.ledger.makeAllDue(options.streams);
  const listing = Promise.all(
    options.streams.map((stream) => pollOnce(stream, options, delivery, signals.stopping)),
  ).finally(() => delivery.listingEnded());
  const [listed, delivered] = await Promise.all([listing, delivery.run(signals.stopping, signals.abort)]);
  options.ledger.flush();
  return { listedAll: listed.every(Boolean), ...delivered };
}

async function pollOnce(
  stream: Stream,
  options: TenantIngestionOptions,
  delivery: DeliveryLoop,
  stopping: AbortSignal,
): Promise<boolean> {
  const lister = createLister(stream, options, delivery, passAttempts);
  try {
    return await lister.poll(true, stopping);
  } catch (error) {
    if (!stopping.aborted)
      options.events.ingestionFailed({ tenantId: stream.tenantId, error, delayMs: null });
    return false;
  }
}

/**
 * How long to wait for the next poll: the interval, cut so that it ends on a whole second. What many streams do in one
 * go costs a processor a third of what the same costs when it is woken up for each of them.
 */
export function pollWaitMs(intervalMs: number, nowMs: number): number {
  return intervalMs < leastSharedMs ? intervalMs : intervalMs - Math.floor((nowMs + intervalMs) % 1000);
}

/** Polls every stream and delivers what is listed until `stopping` aborts, then finishes what is on its way. */
export async function ingestForever(options: TenantIngestionOptions, signals: StopSignals): Promise<void> {
  const delivery = new DeliveryLoop({ ...options, giveUpAfter: Number.POSITIVE_INFINITY });
  options.ledger.makeAllDue(options.streams);
  await Promise.all([
    delivery.run(signals.stopping, signals.abort),
    ...options.streams.map((stream) => pollForever(stream, options, delivery, signals.stopping)),
  ]);
}

async function pollForever(
  stream: Stream,
  options: TenantIngestionOptions,
  delivery: DeliveryLoop,
  stopping: AbortSignal,
): Promise<void> {
  const { sleep, intervalMs, events } = options;
  const lister = createLister(stream, options, delivery, pollAttempts);
  const localClock = options.localClock ?? options.clock;
  const waitMs = options.firstPollAfterMs ?? 0;
  if (waitMs > 0) await sleep(waitMs, stopping).catch(() => undefined);
  while (!stopping.aborted) {
    try {
      await lister.poll(false, stopping);
      await sleep(pollWaitMs(intervalMs, localClock()), stopping);
    } catch (error) {
      if (stopping.aborted) return;
      events.ingestionFailed({ tenantId: stream.tenantId, error, delayMs: intervalMs });
      await sleep(intervalMs, stopping).catch(() => undefined);
    }
  }
}

function createLister(
  stream: Stream,
  options: TenantIngestionOptions,
  delivery: DeliveryLoop,
  attempts: number,
): StreamLister {
  return new StreamLister(stream, {
    ...options,
    attempts,
    onListed: (...listed) => delivery.wake(...listed),
  });
}
