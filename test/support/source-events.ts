import type { SourceEvents } from '../../src/telemetry/events.ts';

type Told<Name extends keyof SourceEvents> = Parameters<SourceEvents[Name]>[0];

/** What a source told, in order. */
export interface RecordedSourceEvents extends SourceEvents {
  readonly requests: Told<'requestFinished'>[];
  readonly throttled: Told<'tenantThrottled'>[];
  readonly started: Told<'subscriptionStarted'>[];
  readonly deferred: Told<'subscriptionStartDeferred'>[];
}

export function recordedSourceEvents(): RecordedSourceEvents {
  const told: Pick<RecordedSourceEvents, 'requests' | 'throttled' | 'started' | 'deferred'> = {
    requests: [],
    throttled: [],
    started: [],
    deferred: [],
  };
  return {
    ...told,
    requestFinished: (event) => told.requests.push(event),
    tenantThrottled: (event) => told.throttled.push(event),
    subscriptionStarted: (event) => told.started.push(event),
    subscriptionStartDeferred: (event) => told.deferred.push(event),
  };
}
