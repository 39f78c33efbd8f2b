import type { Clock } from '../lib/clock.ts';
import { errorMessage } from '../lib/error-message.ts';
import type { Stream } from '../model/stream.ts';
import type { IngestEvents, SourceEvents } from '../telemetry/events.ts';

/** How a stream's listing fares; times in epoch milliseconds, null: never. */
export interface StreamHealth {
  readonly stream: Stream;
  /** Since when it is to be collected. */
  readonly sinceMs: number;
  lastListedMs: number | null;
  lastError: string | null;
}

/** What /livez and /readyz tell. */
export interface Health {
  /** Templates are installed (or were not to be) and the output answered. */
  outputReady: boolean;
  /** When anything last moved: a listing, a delivery, or a failure of either. */
  lastMovedMs: number;
  /** Until when the service or the login host asked a tenant to wait: nothing needs to move before. */
  pausedUntilMs: number;
  /** Windows listed to their last page since the start. */
  windowsListed: number;
  /** The streams that are to be collected, by tenant and content type. */
  readonly streams: Map<string, StreamHealth>;
}

export function createHealth(clock: Clock): Health {
  return { outputReady: false, lastMovedMs: clock(), pausedUntilMs: 0, windowsListed: 0, streams: new Map() };
}

/** Streams that are collected from now on. */
export function expectStreams(health: Health, streams: readonly Stream[], nowMs: number): void {
  health.lastMovedMs = nowMs;
  for (const stream of streams) {
    health.streams.set(keyOf(stream), { stream, sinceMs: nowMs, lastListedMs: null, lastError: null });
  }
}

/** Streams that are collected no more. */
export function forgetStreams(health: Health, streams: readonly Stream[]): void {
  for (const stream of streams) health.streams.delete(keyOf(stream));
}

/** Nothing of these streams can be collected yet. */
export function blameStreams(health: Health, streams: readonly Stream[], error: unknown): void {
  for (const stream of streams) {
    const entry = health.streams.get(keyOf(stream));
    if (entry !== undefined) entry.lastError = errorMessage(error);
  }
}

function keyOf({ tenantId, contentType }: Stream): string {
  return `${tenantId} ${contentType}`;
}

/** For how long nothing has moved that should have, milliseconds. */
export function idleMs({ streams, lastMovedMs, pausedUntilMs }: Health, nowMs: number): number {
  return streams.size === 0 ? 0 : Math.max(0, nowMs - Math.max(lastMovedMs, pausedUntilMs));
}

function expectPause(health: Health, untilMs: number): void {
  health.pausedUntilMs = Math.max(health.pausedUntilMs, untilMs);
}

/** The same events; a pause that the service asks for is no sign that the daemon is stuck. */
export function watchPauses(events: SourceEvents, health: Health, clock: Clock): SourceEvents {
  return {
    ...events,
    tenantThrottled(event) {
      expectPause(health, clock() + event.waitMs);
      events.tenantThrottled(event);
    },
  };
}

/** The same events, and what they say about health noted. */
export function watchHealth(events: IngestEvents, health: Health, clock: Clock): IngestEvents {
  const moved = () => {
    health.lastMovedMs = clock();
  };
  return {
    ...events,
    windowListed(event) {
      const entry = health.streams.get(keyOf(event.stream));
      if (entry !== undefined) Object.assign(entry, { lastListedMs: clock(), lastError: null });
      health.windowsListed += 1;
      moved();
      events.windowListed(event);
    },
    windowFailed(event) {
      const entry = health.streams.get(keyOf(event.stream));
      if (entry !== undefined) entry.lastError = errorMessage(event.error);
      moved();
      // The login host may ask for a longer wait than a stuck daemon is given.
      expectPause(health, clock() + (event.delayMs ?? 0));
      events.windowFailed(event);
    },
    blobDelivered(event) {
      moved();
      events.blobDelivered(event);
    },
    ingestionFailed(event) {
      moved();
      events.ingestionFailed(event);
    },
  };
}
