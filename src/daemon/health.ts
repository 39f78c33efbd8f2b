import type { Clock } from '../lib/clock.ts';
import { errorMessage } from '../lib/error-message.ts';
import type { Stream } from '../model/stream.ts';
import type { IngestEvents } from '../telemetry/events.ts';

/** How a stream's listing fares; times in epoch milliseconds, null: never. */
export interface StreamHealth {
  readonly stream: Stream;
  lastListedMs: number | null;
  lastError: string | null;
}

/** What /livez and /readyz tell. */
export interface Health {
  /** Templates are installed (or were not to be) and the output answered. */
  outputReady: boolean;
  /** When anything last moved: a listing, a delivery, or a failure of either. */
  lastMovedMs: number;
  /** Windows listed to their last page since the start. */
  windowsListed: number;
  readonly streams: readonly StreamHealth[];
}

export function createHealth(streams: readonly Stream[], clock: Clock): Health {
  return {
    outputReady: false,
    lastMovedMs: clock(),
    windowsListed: 0,
    streams: streams.map((stream) => ({ stream, lastListedMs: null, lastError: null })),
  };
}

/** The same events, and what they say about health noted. */
export function watchHealth(events: IngestEvents, health: Health, clock: Clock): IngestEvents {
  const find = (stream: Stream) =>
    health.streams.find(
      (one) => one.stream.tenantId === stream.tenantId && one.stream.contentType === stream.contentType,
    );
  const moved = () => {
    health.lastMovedMs = clock();
  };
  return {
    ...events,
    windowListed(event) {
      const entry = find(event.stream);
      if (entry !== undefined) Object.assign(entry, { lastListedMs: clock(), lastError: null });
      health.windowsListed += 1;
      moved();
      events.windowListed(event);
    },
    windowFailed(event) {
      const entry = find(event.stream);
      if (entry !== undefined) entry.lastError = errorMessage(event.error);
      moved();
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

export interface Readiness {
  readonly ready: boolean;
  readonly output: 'ready' | 'not ready';
  readonly streams: readonly {
    readonly tenant: string;
    readonly content_type: string;
    readonly last_listed: string | null;
    readonly error: string | null;
  }[];
}

/** Ready: the output is, and each stream was listed within `freshMs`. */
export function readiness(health: Health, nowMs: number, freshMs: number): Readiness {
  const isFresh = (one: StreamHealth) => one.lastListedMs !== null && nowMs - one.lastListedMs <= freshMs;
  return {
    ready: health.outputReady && health.streams.every(isFresh),
    output: health.outputReady ? 'ready' : 'not ready',
    streams: health.streams.map(({ stream, lastListedMs, lastError }) => ({
      tenant: stream.tenantId,
      content_type: stream.contentType,
      last_listed: lastListedMs === null ? null : new Date(lastListedMs).toISOString(),
      error: lastError,
    })),
  };
}
