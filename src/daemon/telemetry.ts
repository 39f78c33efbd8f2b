import type { Logger } from 'pino';
import type { LedgerStatus } from '../checkpoint/read-status.ts';
import type { Clock } from '../lib/clock.ts';
import type { Stream } from '../model/stream.ts';
import type { ElasticsearchEvents, EnrichEvents, IngestEvents, SourceEvents } from '../telemetry/events.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { reportEnrich } from '../telemetry/report-enrich.ts';
import { reportIngest } from '../telemetry/report-ingest.ts';
import { reportOutput } from '../telemetry/report-output.ts';
import { reportSource, streamLabels } from '../telemetry/report-source.ts';

/** The events of every part, and the metrics that they add up to. */
export interface Telemetry {
  readonly source: SourceEvents;
  readonly output: ElasticsearchEvents;
  readonly ingest: IngestEvents;
  readonly enrich: EnrichEvents;
  /** A tenant is collected from now on: what is alerted on when it grows begins at 0, not with its first failure. */
  expectTenant(tenantId: string): void;
  /**
   * What is shown of these streams now is shown no more; what was counted stays.
   * @param tenantsLeft tenants of which other streams are collected still
   */
  forgetStreams(streams: readonly Stream[], tenantsLeft: ReadonlySet<string>): void;
  watchBytesInFlight(read: () => number): void;
  /** The metrics in Prometheus' text format, with the gauges set from what the ledger knows. */
  exposition(status: LedgerStatus): Promise<{ contentType: string; body: string }>;
}

export function createTelemetry(logger: Logger, clock: Clock): Telemetry {
  const metrics = createMetrics();
  let bytesInFlight = () => 0;
  return {
    source: reportSource(logger, metrics),
    output: reportOutput(logger, metrics),
    ingest: reportIngest(logger, metrics, clock),
    enrich: reportEnrich(logger, metrics),
    expectTenant(tenantId) {
      metrics.counters.ingestionFailures.inc({ tenant: tenantId }, 0);
    },
    forgetStreams(streams, tenantsLeft) {
      const { lastListed, requestRate, clockSkew, credentialExpiry } = metrics.gauges;
      for (const stream of streams) {
        lastListed.remove(streamLabels(stream));
        if (tenantsLeft.has(stream.tenantId)) continue;
        for (const gauge of [requestRate, clockSkew, credentialExpiry])
          gauge.remove({ tenant: stream.tenantId });
      }
    },
    watchBytesInFlight(read) {
      bytesInFlight = read;
    },
    async exposition(status) {
      // Streams that are configured no more show nothing.
      metrics.gauges.lag.reset();
      metrics.gauges.pending.reset();
      for (const { tenant, content_type, lag_seconds, pending, configured } of status.streams) {
        if (!configured) continue;
        if (lag_seconds !== null) metrics.gauges.lag.set({ tenant, content_type }, lag_seconds);
        metrics.gauges.pending.set({ tenant, content_type }, pending);
      }
      const { used_bytes, limit_bytes } = status.dead_letter_room;
      metrics.gauges.deadLetterBytes.set(used_bytes);
      if (limit_bytes !== null) metrics.gauges.deadLetterLimit.set(limit_bytes);
      metrics.gauges.bytesInFlight.set(bytesInFlight());
      return { contentType: metrics.registry.contentType, body: await metrics.registry.metrics() };
    },
  };
}
