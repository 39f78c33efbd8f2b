import type { Logger } from 'pino';
import type { Stream } from '../model/stream.ts';
import type { SourceEvents } from './events.ts';
import type { Metrics } from './metrics.ts';

const requestCounters = {
  token: 'tokenRequests',
  subscriptions: 'subscriptionRequests',
  list: 'listRequests',
  fetch: 'fetchRequests',
} as const;

/** The labels and log fields that name a stream. */
export function streamLabels(stream: Stream): { tenant: string; content_type: string } {
  return { tenant: stream.tenantId, content_type: stream.contentType };
}

/** Source events as log lines and counters. */
export function reportSource(logger: Logger, metrics: Metrics): SourceEvents {
  const { counters, gauges } = metrics;
  return {
    ...reportThrottling(logger, metrics),
    clockCompared: reportClock(logger, metrics),
    requestFinished({ tenantId, operation, outcome, durationMs }) {
      counters[requestCounters[operation]].inc({ tenant: tenantId, outcome });
      logger.debug({ tenant: tenantId, operation, outcome, duration_ms: durationMs }, 'request finished');
    },
    credentialExpires({ tenantId, credential, leftMs, warn }) {
      gauges.credentialExpiry.set({ tenant: tenantId }, leftMs / 1000);
      if (!warn) return;
      const fields = { tenant: tenantId, credential, days_left: Math.floor(leftMs / 86_400_000) };
      if (leftMs <= 0) logger.error(fields, 'the credential has expired; give the app a new one');
      else logger.warn(fields, 'the credential expires soon; give the app a new one');
    },
    subscriptionStarted({ stream }) {
      counters.subscriptionsStarted.inc(streamLabels(stream));
      logger.info(
        streamLabels(stream),
        'subscription started; its first content can take up to 12 hours to appear',
      );
    },
    subscriptionStartDeferred({ stream, waitMs }) {
      logger.info(
        { ...streamLabels(stream), wait_ms: waitMs },
        'subscription start deferred: the API allows one start per 15 minutes',
      );
    },
  };
}

type ThrottlingEvents = Pick<
  SourceEvents,
  'answerThrottled' | 'tenantThrottled' | 'requestsWaited' | 'rateChanged'
>;

function reportThrottling(logger: Logger, { counters, gauges }: Metrics): ThrottlingEvents {
  return {
    answerThrottled({ tenantId }) {
      counters.throttledAnswers.inc({ tenant: tenantId });
    },
    tenantThrottled({ tenantId, waitMs }) {
      counters.throttled.inc({ tenant: tenantId });
      counters.throttleWait.inc({ tenant: tenantId }, waitMs / 1000);
      logger.warn({ tenant: tenantId, wait_ms: waitMs }, 'the service asks to slow down; the tenant pauses');
    },
    requestsWaited({ tenantId, waitMs }) {
      counters.requestWait.inc({ tenant: tenantId }, waitMs / 1000);
      logger.trace({ tenant: tenantId, wait_ms: waitMs }, 'requests waited for their turn');
    },
    rateChanged({ tenantId, perMinute }) {
      gauges.requestRate.set({ tenant: tenantId }, perMinute);
      logger.debug({ tenant: tenantId, requests_per_minute: perMinute }, 'request rate changed');
    },
  };
}

function reportClock(logger: Logger, { gauges }: Metrics): SourceEvents['clockCompared'] {
  return ({ tenantId, skewMs, level, crossed, believed }) => {
    gauges.clockSkew.set({ tenant: tenantId }, skewMs / 1000);
    if (!crossed) return;
    const fields = { tenant: tenantId, skew_seconds: Math.round(skewMs / 1000) };
    if (level === 'ok') return logger.info(fields, 'the clock of this machine is right again');
    const text = believed
      ? "the clock of this machine differs from the service's: set it; windows are planned by the service's clock"
      : "the Date of the service's answers is too far away to be believed: if this machine's clock is right, look at what is in between; windows are planned by the clock of this machine";
    if (level === 'off') logger.warn(fields, text);
    else logger.error(fields, text);
  };
}
