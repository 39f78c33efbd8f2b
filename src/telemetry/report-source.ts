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
  const { counters } = metrics;
  return {
    requestFinished({ tenantId, operation, outcome, durationMs }) {
      counters[requestCounters[operation]].inc({ tenant: tenantId, outcome });
      logger.debug({ tenant: tenantId, operation, outcome, duration_ms: durationMs }, 'request finished');
    },
    tenantThrottled({ tenantId, waitMs }) {
      counters.throttled.inc({ tenant: tenantId });
      logger.warn({ tenant: tenantId, wait_ms: waitMs }, 'the service asks to slow down; the tenant pauses');
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
