import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import type { PendingBlob } from '../model/ledger.ts';
import type { Window } from '../model/window.ts';
import type { IngestEvents } from './events.ts';
import type { Metrics } from './metrics.ts';
import { streamLabels } from './report-source.ts';
import { createFirstOfCause } from './shared-cause.ts';

/** Ingest events as log lines and counters. Records themselves are never logged: they are personal data. */
export function reportIngest(logger: Logger, metrics: Metrics, clock: Clock): IngestEvents {
  const isFirst = createFirstOfCause(clock);
  return {
    ...reportListing(logger, metrics, { clock, isFirst }),
    ...reportDelivery(logger, metrics, isFirst),
    ...reportUpkeep(logger, metrics),
  };
}

type ListingEvents = Pick<IngestEvents, 'windowListed' | 'windowFailed' | 'gapFound' | 'ingestionFailed'>;

/** Of several failures with one cause only the first is for everybody to see. */
type IsFirst = ReturnType<typeof createFirstOfCause>;

function reportListing(
  logger: Logger,
  { counters, gauges }: Metrics,
  { clock, isFirst }: { readonly clock: Clock; readonly isFirst: IsFirst },
): ListingEvents {
  return {
    windowListed({ stream, window, blobs, newBlobs }) {
      const labels = streamLabels(stream);
      counters.windows.inc({ ...labels, outcome: 'listed' });
      counters.blobsListed.inc(labels, newBlobs);
      gauges.lastListed.set(labels, clock() / 1000);
      const level = newBlobs > 0 ? 'info' : 'debug';
      logger[level]({ ...labels, ...span(window), blobs, new_blobs: newBlobs }, 'window listed');
    },
    windowFailed({ stream, window, error, delayMs }) {
      const labels = streamLabels(stream);
      counters.windows.inc({ ...labels, outcome: 'failed' });
      const fields = { ...labels, ...span(window), delay_ms: delayMs, err: error };
      if (!isFirst(error)) logger.debug(fields, 'window not listed, for a cause that was just told');
      else if (delayMs === null) logger.error(fields, 'window not listed; it is left to the next poll');
      else logger.warn(fields, 'window not listed; it will be listed again');
    },
    gapFound({ gap }) {
      const labels = streamLabels(gap.stream);
      counters.gaps.inc({ ...labels, outcome: gap.cause });
      logger.error({ ...labels, ...span(gap), cause: gap.cause }, 'gap: nobody listed this time in time');
    },
    ingestionFailed({ tenantId, error, delayMs }) {
      counters.ingestionFailures.inc({ tenant: tenantId });
      logger.error(
        { tenant: tenantId, delay_ms: delayMs, err: error },
        'nothing is acknowledged until this works again',
      );
    },
  };
}

type UpkeepEvents = Pick<IngestEvents, 'deadLettersFilling' | 'driftSeen' | 'upkeepFailed'>;

function reportUpkeep(logger: Logger, { counters, gauges }: Metrics): UpkeepEvents {
  return {
    deadLettersFilling({ usedBytes, limitBytes }) {
      gauges.deadLetterBytes.set(usedBytes);
      gauges.deadLetterLimit.set(limitBytes);
      const fields = { used_bytes: usedBytes, limit_bytes: limitBytes };
      if (usedBytes >= limitBytes) logger.error(fields, 'dead letters are full: nothing more is taken');
      else logger.warn(fields, 'dead letters are filling up: when they are full, nothing more is taken');
    },
    driftSeen({ kind, name, count, first }) {
      counters.drift.inc({ outcome: kind }, count);
      if (first) logger.warn({ kind, name }, 'the mapping does not know this yet; nothing of it is lost');
    },
    upkeepFailed({ error }) {
      counters.upkeepFailures.inc();
      logger.error({ err: error }, 'work beside the way of the records failed; it is taken up again');
    },
  };
}

type DeliveryEvents = Omit<IngestEvents, keyof ListingEvents | keyof UpkeepEvents>;

function reportDelivery(logger: Logger, { counters }: Metrics, isFirst: IsFirst): DeliveryEvents {
  return {
    blobDelivered({ blob, counts, bytes }) {
      const labels = streamLabels(blob.stream);
      counters.blobs.inc({ ...labels, outcome: 'delivered' });
      counters.blobBytes.inc(labels, bytes);
      counters.records.inc({ ...labels, outcome: 'indexed' }, counts.indexed);
      counters.records.inc({ ...labels, outcome: 'duplicate' }, counts.duplicates);
      counters.records.inc({ ...labels, outcome: 'filtered' }, counts.filtered);
      counters.records.inc({ ...labels, outcome: 'dead_letter' }, counts.deadLetters);
      logger.debug({ ...blobFields(blob), ...counts, bytes }, 'blob delivered');
    },
    recordsFiltered({ stream, rule, count }) {
      const labels = streamLabels(stream);
      counters.filteredRecords.inc({ ...labels, outcome: rule }, count);
      logger.debug({ ...labels, rule, count }, 'records left out by a filter');
    },
    blobFailed({ blob, error, delayMs }) {
      counters.blobs.inc({ ...streamLabels(blob.stream), outcome: 'retried' });
      const level = isFirst(error) ? 'warn' : 'debug';
      logger[level](
        { ...blobFields(blob), delay_ms: delayMs, err: error },
        'blob not delivered; tried again',
      );
    },
    blobLost({ blob, cause, error }) {
      const labels = streamLabels(blob.stream);
      counters.blobs.inc({ ...labels, outcome: 'lost' });
      counters.gaps.inc({ ...labels, outcome: cause });
      logger.error({ ...blobFields(blob), cause, err: error }, 'blob lost: the API gives it no more');
    },
    deadLettersKept({ blob, count, kinds }) {
      logger.error({ ...blobFields(blob), count, kinds }, 'records kept as dead letters');
    },
  };
}

function span(window: Window): { window_start: string; window_end: string } {
  return {
    window_start: new Date(window.startMs).toISOString(),
    window_end: new Date(window.endMs).toISOString(),
  };
}

function blobFields(blob: PendingBlob) {
  return {
    ...streamLabels(blob.stream),
    content_id: blob.contentId,
    content_created: new Date(blob.createdMs).toISOString(),
    attempts: blob.attempts,
  };
}
