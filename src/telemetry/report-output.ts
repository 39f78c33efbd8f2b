import type { Logger } from 'pino';
import type { ElasticsearchEvents } from './events.ts';
import type { Metrics } from './metrics.ts';

/** Output events as log lines and counters. */
export function reportOutput(logger: Logger, metrics: Metrics): ElasticsearchEvents {
  const { counters } = metrics;
  return {
    batchWritten({ documents, bytes, durationMs }) {
      counters.batches.inc({ outcome: 'written' });
      counters.batchDocuments.inc(documents);
      counters.batchBytes.inc(bytes);
      logger.debug({ documents, bytes, duration_ms: durationMs }, 'batch written');
    },
    batchRetried({ documents, reason, attempt, delayMs }) {
      counters.batches.inc({ outcome: 'retried' });
      logger.warn({ documents, reason, attempt, delay_ms: delayMs }, 'documents will be sent again');
    },
    documentsInSafeForm({ documents, type }) {
      counters.safeFormDocuments.inc(documents);
      logger.warn({ documents, type }, 'documents do not fit the mapping; indexed in their safe form');
    },
    copiesSettled({ documents, outcome, reason }) {
      counters.rolloverCopies.inc({ outcome }, documents);
      if (outcome === 'removed') logger.info({ documents, reason }, 'second copies of records removed');
      else logger.warn({ documents, reason }, 'second copies of records could not be removed');
    },
    lookupRefused({ index, reason }) {
      counters.lookupsRefused.inc();
      logger.warn({ index, reason }, 'earlier backing indices cannot be looked into');
    },
  };
}
