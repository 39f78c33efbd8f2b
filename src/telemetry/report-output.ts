import type { Logger } from 'pino';
import type { OutputEvents } from './events.ts';
import type { Metrics } from './metrics.ts';

/** Output events as log lines and counters. */
export function reportOutput(logger: Logger, metrics: Metrics): OutputEvents {
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
  };
}
