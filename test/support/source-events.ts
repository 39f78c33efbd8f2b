import type { SourceEvents } from '../../src/telemetry/events.ts';

type Told<Name extends keyof SourceEvents> = Parameters<SourceEvents[Name]>[0];

/** What a source told, in order. */
export interface RecordedSourceEvents extends SourceEvents {
  readonly requests: Told<'requestFinished'>[];
  readonly throttled: Told<'tenantThrottled'>[];
  readonly throttledAnswers: Told<'answerThrottled'>[];
  readonly waited: Told<'requestsWaited'>[];
  readonly rates: Told<'rateChanged'>[];
  readonly clocks: Told<'clockCompared'>[];
  readonly started: Told<'subscriptionStarted'>[];
  readonly deferred: Told<'subscriptionStartDeferred'>[];
  readonly expiries: Told<'credentialExpires'>[];
}

export function recordedSourceEvents(): RecordedSourceEvents {
  const told: Omit<RecordedSourceEvents, keyof SourceEvents> = {
    requests: [],
    throttled: [],
    throttledAnswers: [],
    waited: [],
    rates: [],
    clocks: [],
    started: [],
    deferred: [],
    expiries: [],
  };
  return {
    ...told,
    requestFinished: (event) => told.requests.push(event),
    tenantThrottled: (event) => told.throttled.push(event),
    answerThrottled: (event) => told.throttledAnswers.push(event),
    requestsWaited: (event) => told.waited.push(event),
    rateChanged: (event) => told.rates.push(event),
    clockCompared: (event) => told.clocks.push(event),
    subscriptionStarted: (event) => told.started.push(event),
    subscriptionStartDeferred: (event) => told.deferred.push(event),
    credentialExpires: (event) => told.expiries.push(event),
  };
}
